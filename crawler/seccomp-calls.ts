/** Numbers of system calls by processor: x86_64 from asm/unistd_64.h, aarch64 from asm-generic/unistd.h; null: has none. */
type Call = [name: string, x86_64: number | null, aarch64: number | null];

/**
 * Calls that no MCP server needs to list its tools and that reach outside of a sandbox or into the kernel's rarely used
 * parts: debugging others, mounting, loading code into the kernel, keyrings, new namespaces, the clock. Answered EPERM.
 */
export const REFUSED_CALLS: readonly Call[] = [
  ["ptrace", 101, 117],
  ["process_vm_readv", 310, 270],
  ["process_vm_writev", 311, 271],
  ["process_madvise", 440, 440],
  ["pidfd_getfd", 438, 438],
  ["kcmp", 312, 272],
  ["mount", 165, 40],
  ["umount2", 166, 39],
  ["pivot_root", 155, 41],
  ["chroot", 161, 51],
  ["open_tree", 428, 428],
  ["open_tree_attr", 467, 467],
  ["move_mount", 429, 429],
  ["fsopen", 430, 430],
  ["fsconfig", 431, 431],
  ["fsmount", 432, 432],
  ["fspick", 433, 433],
  ["mount_setattr", 442, 442],
  ["name_to_handle_at", 303, 264],
  ["open_by_handle_at", 304, 265],
  ["quotactl", 179, 60],
  ["quotactl_fd", 443, 443],
  ["swapon", 167, 224],
  ["swapoff", 168, 225],
  ["acct", 163, 89],
  ["fanotify_init", 300, 262],
  ["lookup_dcookie", 212, 18],
  ["nfsservctl", 180, 42],
  ["unshare", 272, 97],
  ["setns", 308, 268],
  ["sethostname", 170, 161],
  ["setdomainname", 171, 162],
  ["bpf", 321, 280],
  ["perf_event_open", 298, 241],
  ["userfaultfd", 323, 282],
  ["io_uring_setup", 425, 425],
  ["io_uring_enter", 426, 426],
  ["io_uring_register", 427, 427],
  ["add_key", 248, 217],
  ["request_key", 249, 218],
  ["keyctl", 250, 219],
  ["kexec_load", 246, 104],
  ["kexec_file_load", 320, 294],
  ["init_module", 175, 105],
  ["finit_module", 313, 273],
  ["delete_module", 176, 106],
  ["create_module", 174, null],
  ["query_module", 178, null],
  ["get_kernel_syms", 177, null],
  ["reboot", 169, 142],
  ["syslog", 103, 116],
  ["settimeofday", 164, 170],
  ["adjtimex", 159, 171],
  ["clock_settime", 227, 112],
  ["clock_adjtime", 305, 266],
  ["move_pages", 279, 239],
  ["migrate_pages", 256, 238],
  ["iopl", 172, null],
  ["ioperm", 173, null],
  ["modify_ldt", 154, null],
  ["uselib", 134, null],
  ["_sysctl", 156, null],
  ["vhangup", 153, 58],
];

/**
 * Calls that give memory which is no page of any process, so that no limit of one counts it: files without a place, System V
 * segments and queues. Answered EPERM.
 */
export const HIDDEN_MEMORY_CALLS: readonly Call[] = [
  ["memfd_create", 319, 279],
  ["memfd_secret", 447, 447],
  ["shmget", 29, 194],
  ["msgget", 68, 186],
];

/** Calls that are looked at by their arguments. */
export const CHECKED_CALLS = {
  clone: [56, 220],
  clone3: [435, 435],
  socket: [41, 198],
  ioctl: [16, 29],
  mmap: [9, 222],
} as const;
