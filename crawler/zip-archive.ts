import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";

/** An archive that is broken, or holds what is not unpacked. */
export class ZipError extends Error {
  override readonly name = "ZipError";
}

/** A file of an archive. */
export interface ZipFile {
  /** Relative, with forward slashes, and inside the folder that it is unpacked to. */
  path: string;
  /** Unpacked, in bytes, as the archive states it. */
  size: number;
  executable: boolean;
  /**
   * Unpacks it to a new file, piece by piece, so that neither memory nor the event loop bears its size. Throws a ZipError
   * where it is not what the archive states.
   */
  unpackTo(target: string): Promise<void>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAME = 0x0800;
const ENCRYPTED = 0x0001;
/** File types in the upper half of Unix attributes. */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;

const endOf = (archive: Buffer): number => {
  for (let at = archive.length - END_SIZE; at >= Math.max(0, archive.length - END_SIZE - MAX_COMMENT); at--)
    if (archive.readUInt32LE(at) === END) return at;
  throw new ZipError("it is no ZIP archive");
};

/** The longest name of a file or folder that file systems take, in bytes. */
const MAX_NAME = 255;

const isSafePath = (path: string): boolean =>
  path !== "" &&
  path.length <= 500 &&
  !/[\0\\:]/.test(path) &&
  !path.startsWith("/") &&
  !path.split("/").some((part) => part === ".." || part === "." || part === "");

/** How much of an archive goes to the unpacker at once, in bytes. */
const PIECE = 65_536;

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const unpack = async (
  packed: Buffer,
  stated: { path: string; size: number; crc: number; method: number },
  target: string,
  mode: number,
): Promise<void> => {
  const damaged = (): ZipError => new ZipError(`${JSON.stringify(stated.path)} is damaged`);
  let size = 0;
  let crc = 0;
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      if (size > stated.size) done(damaged());
      else done(null, chunk);
    },
    flush: (done) => done(size === stated.size && crc === stated.crc ? null : damaged()),
  });
  const file = createWriteStream(target, { flags: "wx", mode });
  const pieces = Readable.from(piecesOf(packed), { objectMode: false });
  try {
    if (stated.method === STORED) await pipeline(pieces, checked, file);
    else await pipeline(pieces, createInflateRaw(), checked, file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith("Z_") ? damaged() : error;
  }
};

/**
 * The files of a ZIP archive (APPNOTE 6.3.10, without ZIP64 and encryption). Throws a ZipError for paths that leave the
 * folder, links, doubled names, names that no file system takes, and more than `most` bytes or files and folders unpacked.
 */
export function* filesOfZip(archive: Buffer, most: { bytes: number; files: number }): Generator<ZipFile> {
  try {
    yield* filesOf(archive, most);
  } catch (error) {
    if (error instanceof RangeError) throw new ZipError(`the archive is broken: ${error.message}`);
    throw error;
  }
}

function* filesOf(archive: Buffer, most: { bytes: number; files: number }): Generator<ZipFile> {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > most.files) throw new ZipError(`it holds more than ${most.files} files`);
  let at = archive.readUInt32LE(end + 16);
  let left = most.bytes;
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new ZipError("its directory is broken");
    const [flags, method] = [archive.readUInt16LE(at + 8), archive.readUInt16LE(at + 10)];
    const [crc, packed, size] = [16, 20, 24].map((field) => archive.readUInt32LE(at + field)) as [
      number,
      number,
      number,
    ];
    const nameSize = archive.readUInt16LE(at + 28);
    const attributes = archive.readUInt32LE(at + 38) >>> 16;
    const local = archive.readUInt32LE(at + 42);
    const path = archive.subarray(at + 46, at + 46 + nameSize).toString(flags & UTF8_NAME ? "utf8" : "latin1");
    at += 46 + nameSize + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    if (path.endsWith("/")) continue;
    const type = attributes & TYPE_MASK;
    if (!isSafePath(path)) throw new ZipError(`it holds a path that leaves its folder: ${JSON.stringify(path)}`);
    if (type !== 0 && type !== REGULAR) throw new ZipError(`${JSON.stringify(path)} is no plain file`);
    if (path.split("/").some((part) => Buffer.byteLength(part) > MAX_NAME))
      throw new ZipError(`it holds a name that is too long: ${JSON.stringify(path.slice(0, 100))}`);
    if (flags & ENCRYPTED) throw new ZipError("it is encrypted");
    const name = path.toLowerCase();
    const twice = (): ZipError => new ZipError(`${JSON.stringify(path)} stands in it twice`);
    // One name for a file and a folder is two files in one place too.
    if (seen.has(name) || folders.has(name)) throw twice();
    seen.add(name);
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
      const folder = name.slice(0, end);
      if (folders.has(folder)) break; // and so are those around it
      if (seen.has(folder)) throw twice();
      folders.add(folder);
    }
    if (seen.size + folders.size > most.files) throw new ZipError(`it holds more than ${most.files} files and folders`);
    left -= size;
    if (left < 0) throw new ZipError(`it unpacks to more than ${most.bytes / 2 ** 20} MiB`);
    if (archive.readUInt32LE(local) !== LOCAL) throw new ZipError("a file of it is not where its directory says");
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + packed);
    if (method !== STORED && method !== DEFLATED) throw new ZipError(`it is packed by an unknown method, ${method}`);
    const executable = (attributes & 0o111) !== 0;
    const unpackTo = (target: string): Promise<void> =>
      unpack(bytes, { path, size, crc, method }, target, executable ? 0o755 : 0o644);
    yield { path, size, executable, unpackTo };
  }
}
