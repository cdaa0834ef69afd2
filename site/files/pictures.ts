import { crc32, deflateSync } from "node:zlib";
import { RISKS, type Risk } from "../../db/records/classification.ts";

/*
 * The pictures that other sites show beside a link to a page: the four signs of the scale, the one that applies filled.
 * Drawn here and without letters, since the title stands beside them anyway.
 */

const WIDTH = 1200;
const HEIGHT = 630;
/** Rows a pixel is cut into; enough for smooth edges at this size. */
const FINE = 4;

type Colour = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

const PAPER: Colour = [246, 247, 249];
const LINE: Colour = [170, 176, 188];
const COLOURS: Record<Risk, Colour> = {
  Low: [47, 107, 82],
  Medium: [118, 88, 0],
  High: [168, 69, 10],
  Critical: [176, 19, 58],
};

const circle = Array.from({ length: 96 }, (_, at): Point => {
  const angle = (at / 96) * 2 * Math.PI;
  return [0.94 * Math.cos(angle), 0.94 * Math.sin(angle)];
});
const C = 0.4125;
/** The outlines in a square from -1 to 1, as in `content/shapes.ts`. */
const OUTLINES: Record<Risk, readonly Point[]> = {
  Low: circle,
  Medium: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  High: [
    [0, -0.9],
    [1, 0.88],
    [-1, 0.88],
  ],
  Critical: [
    [-C, -1],
    [C, -1],
    [1, -C],
    [1, C],
    [C, 1],
    [-C, 1],
    [-1, C],
    [-1, -C],
  ],
};

/** Where the outline crosses a height, ascending; between the first and the second it is inside, and so on. */
const crossings = (outline: readonly Point[], y: number): number[] => {
  const found: number[] = [];
  let [px, py] = outline.at(-1) ?? [0, 0];
  for (const [qx, qy] of outline) {
    if (qy > y !== py > y) found.push(((px - qx) * (y - qy)) / (py - qy) + qx);
    [px, py] = [qx, qy];
  }
  return found.sort((a, b) => a - b);
};

/** Adds to each pixel of a row how much of it lies between `from` and `to`, times `weight`. */
const cover = (row: Float64Array, from: number, to: number, weight: number): void => {
  for (let x = Math.floor(from); x < to; x++)
    row[x] = (row[x] ?? 0) + weight * (Math.min(to, x + 1) - Math.max(from, x));
};

/** Fills an outline around a centre; with `hole` (a share of the size) only its border. */
const fill = (
  pixels: Uint8Array,
  outline: readonly Point[],
  [cx, cy]: Point,
  size: number,
  colour: Colour,
  hole = 0,
): void => {
  for (let y = Math.floor(cy - size); y <= cy + size; y++) {
    const row = new Float64Array(WIDTH);
    for (let sample = 0; sample < FINE; sample++) {
      const height = (y + (sample + 0.5) / FINE - cy) / size;
      for (const [scale, sign] of [
        [1, 1],
        [hole, -1],
      ] as const) {
        if (scale === 0) continue;
        const xs = crossings(outline, height / scale).map((x) => cx + x * size * scale);
        for (let at = 0; at + 1 < xs.length; at += 2) cover(row, xs[at] ?? 0, xs[at + 1] ?? 0, sign / FINE);
      }
    }
    for (let x = Math.floor(cx - size); x <= cx + size; x++) {
      const share = row[x] ?? 0;
      const at = (y * WIDTH + x) * 3;
      for (let one = 0; one < 3 && share > 0; one++)
        pixels[at + one] = Math.round((pixels[at + one] ?? 0) * (1 - share) + (colour[one] ?? 0) * share);
    }
  }
};

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

const pngOf = (pixels: Uint8Array): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // Eight bits each of red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(HEIGHT * (WIDTH * 3 + 1));
  for (let y = 0; y < HEIGHT; y++)
    rows.set(pixels.subarray(y * WIDTH * 3, (y + 1) * WIDTH * 3), y * (WIDTH * 3 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 6 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

/** A PNG of 1200 by 630 with the four signs; `risk` is filled, or all of them where no level applies. */
export const signsPicture = (risk: Risk | null): Uint8Array => {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = PAPER[at % 3] ?? 0;
  for (const [place, one] of RISKS.entries()) {
    const centre: Point = [180 + place * 280, HEIGHT / 2];
    const filled = risk === null || risk === one;
    if (filled) fill(pixels, OUTLINES[one], centre, risk === null ? 95 : 120, COLOURS[one]);
    else fill(pixels, OUTLINES[one], centre, 80, LINE, 0.9);
  }
  return pngOf(pixels);
};
