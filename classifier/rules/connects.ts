import { verbRule } from "../verb-rule.ts";

export const connects = verbRule({
  id: "connects",
  leans: "Execute",
  means: "opening or closing a connection",
  because: "A session or link begins or ends.",
  english: [
    "connect",
    "login",
    "logout",
    "disconnect",
    "authenticate",
    "signin",
    "mount",
    "unmount",
    "reconnect",
    "authorize",
    "hangup",
    "dial",
    "phone",
    "reauthorize",
  ],
  other: ["conectar", "连接", "登录", "断开", "接続", "연결", "로그인"],
  examples: {
    hits: [{ name: "connect_database" }, { name: "login" }, { name: "x", description: "Disconnects from the broker" }],
    misses: [{ name: "get_connected_devices" }, { name: "x", description: "Returns who can connect" }],
  },
});
