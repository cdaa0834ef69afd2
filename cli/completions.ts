import type { Command as Commander, Option } from "commander";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

interface Verb {
  name: string;
  says: string;
  options: { flag: string; says: string; choices: string[] }[];
}

const firstLine = (text: string): string => text.split("\n")[0]?.split(/[:.;]( |$)/)[0] ?? "";

const optionOf = ({ long, short, description, argChoices }: Option): Verb["options"][number] => ({
  flag: long ?? short ?? "",
  says: firstLine(description),
  choices: argChoices ?? [],
});

const verbsOf = (program: Commander): Verb[] =>
  program.commands.map((verb) => ({
    name: verb.name(),
    says: firstLine(verb.description()),
    options: [...verb.options.map(optionOf), { flag: "--help", says: "print this help", choices: [] }],
  }));

/** A text in single quotes for a POSIX shell and fish alike. */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "'\\''")}'`;

const bash = (
  verbs: Verb[],
): string => `# toolrisk: completions for bash. To use them: eval "$(toolrisk completions bash)"
_toolrisk() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(verbs.map(({ name }) => name).join(" "))}
  else
    case "\${COMP_WORDS[1]}" in
${verbs.map(({ name, options }) => `      ${name}) words=${quoted(options.map(({ flag }) => flag).join(" "))} ;;`).join("\n")}
    esac
  fi
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi ;;
  esac
}
complete -o filenames -F _toolrisk toolrisk
`;

const zshText = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");

const zsh = (verbs: Verb[]): string => `#compdef toolrisk
# toolrisk: completions for zsh. To use them: eval "$(toolrisk completions zsh)"
_toolrisk() {
  if (( CURRENT == 2 )); then
    local -a verbs=(
${verbs.map(({ name, says }) => `      ${quoted(`${name}:${zshText(says)}`)}`).join("\n")}
    )
    _describe 'verb' verbs
    return
  fi
  case "$words[2]" in
${verbs
  .map(
    ({ name, options }) =>
      `    ${name}) _arguments ${options.map(({ flag, says }) => quoted(`${flag}[${zshText(says)}]`)).join(" ")} '*:file:_files' ;;`,
  )
  .join("\n")}
  esac
}
compdef _toolrisk toolrisk
`;

const fish = (verbs: Verb[]): string =>
  `# toolrisk: completions for fish. To use them: toolrisk completions fish | source
${verbs.map(({ name, says }) => `complete -c toolrisk -n __fish_use_subcommand -f -a ${name} -d ${quoted(says)}`).join("\n")}
${verbs
  .flatMap(({ name, options }) =>
    options.map(
      ({ flag, says }) =>
        `complete -c toolrisk -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${flag.replace(/^-+/, "")} -d ${quoted(says)}`,
    ),
  )
  .join("\n")}
`;

/** The completions of every verb and option for a shell, written from the command line's own definition. */
export const completionsFor = (shell: Shell, program: Commander): string => {
  const write: Record<Shell, (verbs: Verb[]) => string> = { bash, zsh, fish };
  return write[shell](verbsOf(program));
};
