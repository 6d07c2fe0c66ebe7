import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** Paths of PEM files. */
  readonly certificate: string;
  readonly key: string;
  /** The certificate that a client must trust. */
  readonly ca: string;
}

/** Makes a certificate for a name, which vouches for itself. */
export function makeCertificate(folder: string, name: string): Certificate {
  const certificate = join(folder, `${name}.pem`);
  const key = join(folder, `${name}.key`);
  const { status, stderr, error } = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', certificate],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl could not make a certificate: ${error?.message ?? stderr}`);
  return { certificate, key, ca: readFileSync(certificate, 'utf8') };
}
