/** The caption of a picture or a print: its subject, and the moment. */
export function captionOf(subject: readonly (string | undefined)[], now = new Date()): string {
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' }).format(now);
  return [...subject, moment].filter(Boolean).join(' · ');
}
