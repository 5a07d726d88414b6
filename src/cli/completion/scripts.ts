/** For `source <(tscompose completion bash)`. Needs nothing but bash 4.4. */
const BASH = `# bash completion for tscompose
_tscompose() {
  local line=\${COMP_LINE:0:COMP_POINT} current before value rest
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]} - 1]}
  # Bash takes what follows a colon or an equals sign for a word of its own.
  before=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value rest; do
    case $value in
      :files) compopt -o filenames 2>/dev/null; mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "\${current#"$before"}") ;;
      :directories) compopt -o filenames 2>/dev/null; mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "\${current#"$before"}") ;;
      *)
        [[ $value == *[=:] ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("\${value#"$before"}")
        ;;
    esac
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _tscompose tscompose
`;

/** For a file _tscompose in a directory of $fpath, or to be sourced. */
const ZSH = `#compdef tscompose
_tscompose() {
  local line value
  local -a found options
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) _files ;;
      :directories) _files -/ ;;
      *)
        value=\${line%%$'\\t'*}
        [[ $value == *[=:] ]] && options=(-S '')
        if [[ $line == *$'\\t'* ]]; then
          found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
        else
          found+=("\${value//:/\\\\:}")
        fi
        ;;
    esac
  done
  (( \${#found} )) && _describe tscompose found $options
}
if [ "\${funcstack[1]}" = _tscompose ]; then _tscompose "$@"; else compdef _tscompose tscompose; fi
`;

/** For ~/.config/fish/completions/tscompose.fish. */
const FISH = `# fish completion for tscompose
function __tscompose_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -a words "$current"
  for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    switch $line
      case :files
        __fish_complete_path "$current"
      case :directories
        __fish_complete_directories "$current"
      case '*'
        echo $line
    end
  end
end
complete -c tscompose -f -a '(__tscompose_complete)'
`;

export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
