import { DatabaseError, type DatabaseProblem } from "./database-error.ts";

const WAIT = "see that the server runs and that the address is right, then try again";

/** SQLSTATEs and their classes (https://www.postgresql.org/docs/current/errcodes-appendix.html), and errors of the net. */
const PROBLEMS: Record<string, [DatabaseProblem, string]> = {
  ECONNREFUSED: ["cannot-open", `nothing answers there: ${WAIT}`],
  ENOTFOUND: ["cannot-open", `its host is not known: ${WAIT}`],
  EAI_AGAIN: ["cannot-open", `its host could not be looked up: ${WAIT}`],
  ETIMEDOUT: ["cannot-open", `it does not answer: ${WAIT}`],
  ECONNRESET: ["cannot-open", `the connection broke; nothing half-done was kept: ${WAIT}`],
  EPIPE: ["cannot-open", `the connection broke; nothing half-done was kept: ${WAIT}`],
  ENOENT: ["cannot-open", "correct the file that the address names"],
  EACCES: ["cannot-open", "make the file that the address names readable"],
  NO_TLS: ["cannot-open", "leave sslmode out of the address, or turn TLS on there"],
  BAD_CERTIFICATE: ["cannot-open", "name the certificate of its issuer in the address with sslrootcert=FILE"],
  "08": ["cannot-open", `the connection broke; nothing half-done was kept: ${WAIT}`],
  "57P01": ["cannot-open", `the server was stopped; nothing half-done was kept: ${WAIT}`],
  "57P02": ["cannot-open", `the server crashed; nothing half-done was kept: ${WAIT}`],
  "57P03": ["cannot-open", "the server is starting or stopping: try again in a moment"],
  "28": ["cannot-open", "it refuses this user: correct the user and password in the address"],
  "3D": ["cannot-open", "make that database first (createdb), in UTF-8"],
  "42501": ["read-only", "this user may not do that: grant it the rights on the database and its schema"],
  "25P03": [
    "cannot-open",
    "this process stood still in the middle of a change (asleep or stopped), so the server ended it for the sake of others; nothing half-done was kept: try again",
  ],
  "25006": ["read-only", "this server takes no writes: name the primary one"],
  "53100": ["disk-full", "free some space on the server's disk and try again; nothing half-done was kept"],
  "53300": ["locked", "it has no connection left: end other programs, or raise its max_connections"],
  "55P03": ["locked", "another process holds it; wait until that one is done, or stop it, and try again"],
  "57014": ["locked", "it took longer than the server allows: try again, or raise its statement_timeout"],
  XX: ["corrupt", "the server found its own data damaged: see its log, or restore a copy"],
};

/** Node's codes for a certificate that it does not take (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const OF_CERTIFICATE = /CERT|SELF_SIGNED|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^HOSTNAME_MISMATCH$/;

const codeIn = (error: unknown): { code: string; message: string } | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (/does not support SSL/i.test(at.message)) return { code: "NO_TLS", message: at.message };
    if ("code" in at && OF_CERTIFICATE.test(String(at.code))) return { code: "BAD_CERTIFICATE", message: at.message };
    if ("code" in at && typeof at.code === "string") return { code: at.code, message: at.message };
    if (/Connection terminated|timeout expired/i.test(at.message)) return { code: "08006", message: at.message };
  }
  return undefined;
};

/** The error to throw for `error`: a `DatabaseError` where PostgreSQL or the way to it is its cause, else as it is. */
export const explainPostgresError = (error: unknown, place: string): unknown => {
  if (error instanceof DatabaseError) return error;
  // Node tells of a host with several addresses in one error that holds theirs.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const found = codeIn(first) ?? codeIn(error);
  if (!found) return error;
  const [problem, remedy] = PROBLEMS[found.code] ??
    PROBLEMS[found.code.slice(0, 2)] ?? ["failed", "this is a defect of toolrisk; report it"];
  const message = found.message || found.code;
  return new DatabaseError(problem, place, `${place}: ${message}: ${remedy}`, { cause: error });
};
