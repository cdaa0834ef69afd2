// A ZIP archive of stored or deflated files, with what a hostile one may have.
import { crc32, deflateRawSync } from "node:zlib";

/** One entry; `mode` is Unix attributes, `size` a false statement of its size. */
export interface ZipEntry {
  path: string;
  text: string;
  mode?: number;
  deflate?: boolean;
  size?: number;
  /** Sent in place of the packed text, with its size and checksum unpacked. */
  packed?: { bytes: Buffer; size: number; crc: number };
}

/** So many files of zeros, each of so many bytes, packed once for all of them. */
export const zeroEntries = (files: number, bytes: number, folder = "zeros"): ZipEntry[] => {
  const zeros = Buffer.alloc(bytes);
  const packed = { bytes: deflateRawSync(zeros, { level: 1 }), size: bytes, crc: crc32(zeros) };
  return Array.from({ length: files }, (_, at) => ({ path: `${folder}/${at}`, text: "", deflate: true, packed }));
};

/** From so many entries on a ZIP archive says in a record of its own how many it has (ZIP64; APPNOTE 6.3.10, 4.3.14). */
const MOST_COUNTED = 0xffff;

const largeEnd = (entries: number, size: number, offset: number): Buffer[] => {
  const end = Buffer.alloc(56);
  end.write("PK\x06\x06", "latin1");
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [end, locator];
};

export const zipOf = (entries: ZipEntry[]): Buffer => {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, text, mode = 0o100644, deflate = false, size, packed: sent } of entries) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const packed = sent?.bytes ?? (deflate ? deflateRawSync(data) : data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(deflate ? 8 : 0, 4);
    fields.writeUInt16LE(33, 8); // a date, 1 January 1980
    fields.writeUInt32LE(sent?.crc ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? sent?.size ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, name, packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(mode * 65_536, 6);
    more.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), fields, more, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  const count = Math.min(entries.length, MOST_COUNTED);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const large = entries.length < MOST_COUNTED ? [] : largeEnd(entries.length, directory.length, offset);
  return Buffer.concat([...locals, directory, ...large, end]);
};
