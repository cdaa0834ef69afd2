import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Processor, seccompFilter } from "../../../crawler/seccomp.ts";
import { CHECKED_CALLS, HIDDEN_MEMORY_CALLS, REFUSED_CALLS } from "../../../crawler/seccomp-calls.ts";

const ARCH = { x86_64: 0xc000003e, aarch64: 0xc00000b7 };

/** Runs a filter as the kernel does (classic BPF, the four instructions that filters use); gives its answer. */
const decide = (filter: Buffer, nr: number, arch: number, args: number[] = []): number => {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(nr >>> 0, 0);
  data.writeUInt32LE(arch >>> 0, 4);
  args.forEach((value, at) => {
    data.writeUInt32LE(value >>> 0, 16 + at * 8);
  });
  let register = 0;
  for (let at = 0; at * 8 < filter.length; at++) {
    const code = filter.readUInt16LE(at * 8);
    const k = filter.readUInt32LE(at * 8 + 4);
    const taken = (yes: boolean): number => filter.readUInt8(at * 8 + (yes ? 2 : 3));
    if (code === 0x20) register = data.readUInt32LE(k);
    else if (code === 0x06) return k;
    else if (code === 0x15) at += taken(register === k);
    else if (code === 0x35) at += taken(register >= k);
    else if (code === 0x45) at += taken((register & k) !== 0);
    else assert.fail(`instruction ${at} has the unknown code ${code}`);
  }
  return assert.fail("the filter ends without an answer");
};

const ALLOW = 0x7fff0000;
const error = (code: number): number => 0x00050000 + code;

for (const processor of ["x86_64", "aarch64"] as const satisfies Processor[]) {
  const filter = seccompFilter(processor);
  const column = processor === "x86_64" ? 0 : 1;
  const ask = (nr: number, ...args: number[]): number => decide(filter, nr, ARCH[processor], args);
  const { clone, clone3, socket, ioctl, mmap } = CHECKED_CALLS;

  test(`${processor}: every refused call is answered EPERM, every other number passes`, () => {
    const refused = new Set([...REFUSED_CALLS, ...HIDDEN_MEMORY_CALLS].map(([, ...numbers]) => numbers[column]));
    const checked = new Set<number>(Object.values(CHECKED_CALLS).map((numbers) => numbers[column]));
    for (let nr = 0; nr < 600; nr++) {
      if (!checked.has(nr)) assert.equal(ask(nr), refused.has(nr) ? error(1) : ALLOW, `call ${nr}`);
    }
  });

  test(`${processor}: a foreign ABI ends the process`, () => {
    assert.equal(decide(filter, 0, 0x40000003), 0x80000000);
    assert.equal(decide(filter, 0, ARCH[processor === "x86_64" ? "aarch64" : "x86_64"]), 0x80000000);
    if (processor === "x86_64") assert.equal(ask(0x40000000 + 59), 0x80000000);
  });

  test(`${processor}: threads and forks pass, new namespaces do not, by clone nor clone3`, () => {
    assert.equal(ask(clone[column], 0x003d0f00), ALLOW);
    assert.equal(ask(clone[column], 17), ALLOW);
    for (const bit of [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
      assert.equal(ask(clone[column], bit | 17), error(1));
    assert.equal(ask(clone3[column]), error(38));
  });

  test(`${processor}: anonymous memory is private, files may be shared`, () => {
    const map = (flags: number): number => ask(mmap[column], 0, 4_096, 3, flags);
    for (const allowed of [0x02, 0x22, 0x4022, 0x01, 0x03]) assert.equal(map(allowed), ALLOW, `flags ${allowed}`);
    for (const stopped of [0x21, 0x23, 0x4021, 0x8021]) assert.equal(map(stopped), error(1), `flags ${stopped}`);
  });

  test(`${processor}: sockets of the usual families alone, and nothing typed into a terminal`, () => {
    for (let family = 0; family < 64; family++)
      assert.equal(
        ask(socket[column], family, 1),
        [1, 2, 10, 16].includes(family) ? ALLOW : error(97),
        `family ${family}`,
      );
    assert.equal(ask(ioctl[column], 0, 0x5401), ALLOW);
    assert.equal(ask(ioctl[column], 0, 0x5412), error(1));
    assert.equal(ask(ioctl[column], 0, 0x541c), error(1));
  });
}

const HEADERS = [
  ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 0],
  ["/usr/include/asm-generic/unistd.h", 1],
] as const;
for (const [header, column] of HEADERS) {
  const skip = existsSync(header) ? false : `${header} is not installed`;
  test(`the numbers are those of ${header}`, { skip }, () => {
    const text = readFileSync(header, "utf8");
    const numbers = new Map(
      [...text.matchAll(/#define __NR(?:3264)?_(\w+)\s+(\d+)/g)].map(([, name, nr]) => [name, Number(nr)]),
    );
    const ours = [
      ...REFUSED_CALLS,
      ...HIDDEN_MEMORY_CALLS,
      ...Object.entries(CHECKED_CALLS).map(([name, pair]) => [name, ...pair] as const),
    ];
    for (const [name, ...pair] of ours) if (numbers.has(name)) assert.equal(pair[column], numbers.get(name), name);
  });
}
