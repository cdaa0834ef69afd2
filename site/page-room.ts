import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { FilledPage, ToolFrame } from "./tool-frame.ts";

/**
 * Compressed bytes of a tool's page: what a server can send before it has to wait for an answer, less its headers. The
 * level is one that hosts do better than.
 */
const MOST_COMPRESSED = 14 * 1024;
const LEVEL = 4;
/** Bytes of a page that need no such look: our own markup, most of it, becomes less than a quarter. */
const SURELY_FITS = 40_000;

/*
 * Compressing every page to know its size took a fifth of a build. Zstandard takes a fifth of that time on the body alone,
 * and what comes out is, with what is around the body added, within 2.3% of what gzip gives; only pages that are nearer
 * than that to the limit are compressed by gzip.
 */
const QUICK = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 15 } };
/** Bytes that a page takes less than its frame and its body each by itself: what both of them say. */
const SHARED = 460;
/** How far the estimate may be off. */
const MARGIN = 400;

const compressed = (page: Uint8Array): number => gzipSync(page, { level: LEVEL }).length;

/** For pages of a frame, whether one goes in whole into the first bytes that a server sends. */
export const roomIn = (frame: ToolFrame): ((filled: FilledPage) => boolean) => {
  const { page } = frame({ title: "", summary: "", serverSlug: "", slug: "", data: {}, body: "" });
  const around = compressed(page) - SHARED;
  return (filled) => {
    if (filled.page.length < SURELY_FITS) return true;
    const about = around + zstdCompressSync(filled.body, QUICK).length;
    if (Math.abs(about - MOST_COMPRESSED) > MARGIN) return about < MOST_COMPRESSED;
    return compressed(filled.page) <= MOST_COMPRESSED;
  };
};
