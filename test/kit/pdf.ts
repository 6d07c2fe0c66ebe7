import { execFileSync, spawnSync } from 'node:child_process';

/** Why no print can be read: without Poppler, which CI takes for a failure. */
export const NO_PDF_TOOLS =
  spawnSync('pdftotext', ['-v']).error !== undefined && 'there is no Poppler: apt-get install poppler-utils';

/** A page as it comes out of a printer. */
export interface Sheet {
  readonly text: string;
  /** Pixels across and down. */
  readonly width: number;
  readonly height: number;
  /** The red, green and blue of a pixel. */
  readonly colourAt: (x: number, y: number) => readonly [red: number, green: number, blue: number];
}

/** Reads the pages of a PDF. */
export function sheetsOf(pdf: Uint8Array): Sheet[] {
  // A page ends with a form feed.
  const texts = poppler('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], pdf).toString().split('\f').slice(0, -1);
  let images = poppler('pdftoppm', ['-r', '50', '-'], pdf);
  return texts.map((text) => {
    // Netpbm: "P6", width, height and 255 in lines, then three bytes a pixel.
    const [head = '', width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(images.toString('latin1', 0, 40)) ?? [];
    const [across, down] = [Number(width), Number(height)];
    const pixels = images.subarray(head.length, head.length + across * down * 3);
    images = images.subarray(head.length + pixels.length);
    const colourAt = (x: number, y: number) => {
      const [red = 0, green = 0, blue = 0] = pixels.subarray((y * across + x) * 3);
      return [red, green, blue] as const;
    };
    return { text, width: across, height: down, colourAt };
  });
}

function poppler(program: string, args: string[], input: Uint8Array): Buffer {
  return execFileSync(program, args, { input, maxBuffer: 500_000_000 });
}
