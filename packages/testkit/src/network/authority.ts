import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bitString, element, integer, objectId, sequence, TAG } from './der.ts';

/** A certificate with its key, both PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as a test and that nobody trusts unless told to. */
export interface TestAuthority {
  /** For `NODE_EXTRA_CA_CERTS`. */
  readonly caPem: string;
  /** A server certificate for one host name or IPv4 address; the same host gets the same one. */
  issue(host: string): IssuedCertificate;
}

/**
 * A throwaway authority on P-256, valid from a day ago for ten days.
 *
 * The certificates are written by hand on top of `node:crypto`, which can sign but cannot make one: the libraries that
 * can bring twenty packages and a polyfill (@peculiar/x509, and selfsigned on top of it) or a TLS stack of their own
 * (node-forge), the openssl binary is not everywhere, and what a test needs has one fixed shape.
 */
export function createTestAuthority(): TestAuthority {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const caName = nameOf('ccx test authority');
  const caKeyId = randomBytes(20);
  const issued = new Map<string, IssuedCertificate>();
  return {
    caPem: certificate({
      issuer: caName,
      subject: caName,
      publicKey: ca.publicKey,
      signer: ca.privateKey,
      extensions: [
        critical('2.5.29.19', sequence(TRUE)), // basicConstraints: a CA
        critical('2.5.29.15', bitString(Buffer.from([0b0000_0110]), 1)), // keyUsage: sign certificates and CRLs
        extension('2.5.29.14', element(TAG.octetString, caKeyId)), // subjectKeyIdentifier
      ],
    }),
    issue(host) {
      const known = issued.get(host);
      if (known !== undefined) return known;
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const fresh: IssuedCertificate = {
        cert: certificate({
          issuer: caName,
          subject: nameOf(host.slice(0, 64)),
          publicKey: leaf.publicKey,
          signer: ca.privateKey,
          extensions: [
            extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))), // extendedKeyUsage: serverAuth
            extension('2.5.29.17', sequence(alternativeName(host))),
            extension('2.5.29.35', sequence(element(TAG.keyIdentifier, caKeyId))), // authorityKeyIdentifier
          ],
        }),
        key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
      issued.set(host, fresh);
      return fresh;
    },
  };
}

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const VERSION_3 = element(TAG.version, integer(Buffer.from([2])));
const TRUE = element(TAG.boolean, Buffer.from([0xff]));
const DAY_MS = 86_400_000;

function certificate(parts: {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}): string {
  const body = sequence(
    VERSION_3,
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])), // positive and never a leading zero
    ECDSA_WITH_SHA256,
    parts.issuer,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + 10 * DAY_MS)),
    parts.subject,
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    element(TAG.extensions, sequence(...parts.extensions)),
  );
  const signed = sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, parts.signer)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function nameOf(commonName: string): Buffer {
  const text = element(TAG.utf8String, Buffer.from(commonName));
  return sequence(element(TAG.set, sequence(objectId('2.5.4.3'), text)));
}

function critical(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), TRUE, element(TAG.octetString, value));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), element(TAG.octetString, value));
}

function alternativeName(host: string): Buffer {
  return isIPv4(host)
    ? element(TAG.ipAddress, Buffer.from(host.split('.').map(Number)))
    : element(TAG.dnsName, Buffer.from(host, 'ascii'));
}

/** `YYMMDDHHMMSSZ`, the form that RFC 5280 wants before 2050. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().slice(2, 19).replaceAll(/\D/g, '');
  return element(TAG.utcTime, Buffer.from(`${digits}Z`, 'ascii'));
}
