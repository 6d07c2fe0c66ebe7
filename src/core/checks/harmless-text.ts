/** Puts a quote before text that a spreadsheet would take for a formula (OWASP, "CSV injection"). */
export function harmlessText(text: string): string {
  return FORMULA.test(text) && !/^-\d+$/.test(text) ? `'${text}` : text;
}

/**
 * Matches text that a spreadsheet may take for a formula. It begins with `=`, `+`, `-` or `@`, in any form that Unicode
 * treats as the same (full width, small, raised, lowered, the minus sign), also after spaces or invisible characters; or
 * with a line break or tab, after which a formula may begin.
 */
const FORMULA =
  /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212])/u;
