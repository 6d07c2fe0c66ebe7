import { installDebianPackages } from './debian-packages.js';
import { onPath } from './processes.js';

/** Installs what reads the PDFs that browsers print, where that is possible; without it those tests are skipped. */
export async function providePoppler() {
  if (!['pdftotext', 'pdftoppm'].every((name) => onPath(name))) await installDebianPackages('poppler-utils');
}
