import { CHECKED_CALLS, HIDDEN_MEMORY_CALLS, REFUSED_CALLS } from "./seccomp-calls.ts";

/*
 * A seccomp filter in classic BPF, as `bwrap --seccomp` takes it: 8 bytes an instruction (u16 code, u8 jump if true,
 * u8 jump if false, u32 operand), little-endian on both processors. Layout of what it looks at (`struct seccomp_data`):
 * u32 call number, u32 processor, u64 instruction pointer, six u64 arguments. See seccomp(2) and linux/bpf_common.h.
 */

export type Processor = "x86_64" | "aarch64";

const AUDIT_ARCH: Record<Processor, number> = { x86_64: 0xc000003e, aarch64: 0xc00000b7 };
/** Calls of the x32 ABI have this bit in their number and would pass a check by number. */
const X32 = 0x40000000;

const LOAD = 0x20;
const RETURN = 0x06;
const JUMP = { equal: 0x15, atLeast: 0x35, anyBit: 0x45 } as const;

const OFFSET = { call: 0, processor: 4, argument: [16, 24, 32, 40] } as const;

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
const KILL = 0x80000000;
const ALLOW = 0x7fff0000;
const errno = (code: number): number => 0x00050000 | code;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;
/**
 * MAP_ANONYMOUS, and the bit that MAP_SHARED and MAP_SHARED_VALIDATE have: pages of such a mapping stay in memory when the
 * process lets go of them (madvise), and then count to nobody.
 */
const ANONYMOUS = 0x20;
const SHARED = 0x01;
/** TIOCSTI and TIOCLINUX put characters into the input of a terminal. */
const TERMINAL_INPUT = [0x5412, 0x541c];
/**
 * AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (to ask for one's own interfaces). Not AF_VSOCK: it reaches the host of a
 * virtual machine whatever the network namespace; not AF_ALG and the rarely used rest.
 */
const SOCKET_FAMILIES = [1, 2, 10, 16];

type Target = "allow" | "refuse" | "absent" | "family" | "kill";
const RETURNS: Record<Target, number> = {
  allow: ALLOW,
  refuse: errno(EPERM),
  absent: errno(ENOSYS),
  family: errno(EAFNOSUPPORT),
  kill: KILL,
};

/** One instruction; jumps name a target, or a number of instructions to skip. */
type Step = { code: number; k: number; yes?: Target | number; no?: Target | number };

const load = (offset: number): Step => ({ code: LOAD, k: offset });
const jump = (kind: keyof typeof JUMP, k: number, yes: Target | number, no: Target | number = 0): Step => ({
  code: JUMP[kind],
  k,
  yes,
  no,
});

const steps = (processor: Processor): Step[] => {
  const column = processor === "x86_64" ? 0 : 1;
  const number = (name: keyof typeof CHECKED_CALLS): number => CHECKED_CALLS[name][column];
  const refused = [...REFUSED_CALLS, ...HIDDEN_MEMORY_CALLS].flatMap(([, ...numbers]) => numbers[column] ?? []);
  return [
    load(OFFSET.processor),
    jump("equal", AUDIT_ARCH[processor], 0, "kill"),
    load(OFFSET.call),
    ...(processor === "x86_64" ? [jump("atLeast", X32, "kill")] : []),
    ...refused.map((call) => jump("equal", call, "refuse")),
    // glibc falls back to `clone`, whose flags can be seen; those of clone3 lie behind a pointer.
    jump("equal", number("clone3"), "absent"),
    jump("equal", number("clone"), 0, 2),
    load(OFFSET.argument[0]),
    jump("anyBit", NAMESPACES, "refuse", "allow"),
    jump("equal", number("mmap"), 0, 3),
    load(OFFSET.argument[3]),
    jump("anyBit", ANONYMOUS, 0, "allow"),
    jump("anyBit", SHARED, "refuse", "allow"),
    jump("equal", number("ioctl"), 0, 3),
    load(OFFSET.argument[1]),
    ...TERMINAL_INPUT.map((request, at) => jump("equal", request, "refuse", at === 1 ? "allow" : 0)),
    jump("equal", number("socket"), 0, "allow"),
    load(OFFSET.argument[0]),
    ...SOCKET_FAMILIES.map((family) => jump("equal", family, "allow")),
    { code: RETURN, k: RETURNS.family },
  ];
};

/**
 * The filter for a processor: what the lists of `seccomp-calls.ts` name is answered with an error, a foreign ABI ends
 * the process, all else passes. Throws a RangeError if it should ever outgrow the reach of a jump (255 instructions).
 */
export const seccompFilter = (processor: Processor): Buffer => {
  const program = steps(processor);
  const targets = Object.keys(RETURNS) as Target[];
  const landing = (target: Target): number => program.length + targets.indexOf(target);
  const bytes = Buffer.alloc((program.length + targets.length) * 8);
  const write = (at: number, code: number, yes: number, no: number, k: number): void => {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(yes, at * 8 + 2);
    bytes.writeUInt8(no, at * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, at * 8 + 4);
  };
  program.forEach(({ code, k, yes = 0, no = 0 }, at) => {
    const distance = (to: Target | number): number => (typeof to === "number" ? to : landing(to) - at - 1);
    write(at, code, distance(yes), distance(no), k);
  });
  for (const target of targets) write(landing(target), RETURN, 0, 0, RETURNS[target]);
  return bytes;
};

/** The processor that this process runs on, as the filter names it; null for one that there is no filter for. */
export const thisProcessor = (): Processor | null =>
  process.arch === "x64" ? "x86_64" : process.arch === "arm64" ? "aarch64" : null;
