import { verbRule } from "../verb-rule.ts";

export const installs = verbRule({
  id: "installs",
  leans: "Execute",
  means: "installing",
  because: "Code from elsewhere arrives on the machine.",
  english: ["install", "upgrade", "downgrade", "reinstall"],
  other: ["instalar", "安装", "インストール", "설치"],
  examples: {
    hits: [{ name: "install_package" }, { name: "x", description: "Installs an extension" }],
    misses: [{ name: "list_installed_packages" }, { name: "x", description: "Tells which upgrade is open" }],
  },
});
