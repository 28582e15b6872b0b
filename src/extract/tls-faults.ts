/** What TLS refuses, said so that somebody can mend it. None of it passes by itself: nothing is retried. */

/** Whom the call went to, as messages name them. */
export interface Called {
  readonly host: string;
  /** The setting with its address. */
  readonly setting: string;
}

export interface TlsFault {
  readonly says: string;
  readonly hint: string;
}

const OWN_AUTHORITY =
  'if it is yours or of a proxy that you trust, set NODE_EXTRA_CA_CERTS to a file with the certificate (PEM) that signed it; if not, do not go on and ask';

const selfSigned = ({ host }: Called): TlsFault => ({
  says: `the certificate of ${host} is self-signed, or signed by an authority that this machine does not trust`,
  hint: OWN_AUTHORITY,
});
const expired = ({ host }: Called): TlsFault => ({
  says: `the certificate of ${host} has expired`,
  hint: `ask whoever runs ${host} to renew it, and check that this machine's clock is right`,
});
const tooEarly = ({ host }: Called): TlsFault => ({
  says: `the certificate of ${host} is not valid yet`,
  hint: `set this machine's clock; if it is right, ask whoever runs ${host}`,
});
const otherHost = ({ host, setting }: Called): TlsFault => ({
  says: `the certificate at ${host} is for another host`,
  hint: `check the host in ${setting}: it must be one that the certificate names`,
});
const incomplete = ({ host }: Called): TlsFault => ({
  says: `the chain of certificates of ${host} is incomplete, or ends at an authority that this machine does not trust`,
  hint: `ask whoever runs ${host} to send the intermediate certificates too; until then set NODE_EXTRA_CA_CERTS to a file (PEM) with them`,
});
const tooOld = ({ host }: Called): TlsFault => ({
  says: `${host} and ggr have no TLS in common: ggr speaks TLS 1.2 and 1.3`,
  hint: `ask whoever runs ${host} for TLS 1.2 or newer`,
});
const noTls = ({ host, setting }: Called): TlsFault => ({
  says: `${host} does not speak TLS at this port`,
  hint: `check scheme and port in ${setting}: https:// wants a port that speaks TLS`,
});
const weak = ({ host }: Called): TlsFault => ({
  says: `the certificate of ${host} is refused`,
  hint: `ask whoever runs ${host} for a valid certificate`,
});

/** By the code that OpenSSL and Node give; whatever is not here may pass, and is tried again. */
const FAULTS: ReadonlyMap<string, (called: Called) => TlsFault> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned],
  ['SELF_SIGNED_CERT_IN_CHAIN', selfSigned],
  ['CERT_UNTRUSTED', selfSigned],
  ['CERT_HAS_EXPIRED', expired],
  ['CERT_NOT_YET_VALID', tooEarly],
  ['ERR_TLS_CERT_ALTNAME_INVALID', otherHost],
  ['HOSTNAME_MISMATCH', otherHost],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', incomplete],
  ['UNABLE_TO_GET_ISSUER_CERT', incomplete],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', incomplete],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', tooOld],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', tooOld],
  ['ERR_SSL_VERSION_TOO_LOW', tooOld],
  ['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED', tooOld],
  ['ERR_SSL_DH_KEY_TOO_SMALL', tooOld],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', tooOld],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', tooOld],
  ['ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY', tooOld],
  ['ERR_SSL_WRONG_VERSION_NUMBER', noTls],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', noTls],
  ['ERR_SSL_HTTP_REQUEST', noTls],
  ['CERT_REVOKED', weak],
  ['CERT_REJECTED', weak],
  ['CERT_SIGNATURE_FAILURE', weak],
  ['CERT_CHAIN_TOO_LONG', weak],
  ['INVALID_CA', weak],
  ['INVALID_PURPOSE', weak],
  ['PATH_LENGTH_EXCEEDED', weak],
  ['CA_MD_TOO_WEAK', weak],
  ['EE_KEY_TOO_SMALL', weak],
  ['CA_KEY_TOO_SMALL', weak],
]);

/** What is wrong with a host's TLS, by an error's code; undefined for all other codes. */
export function tlsFault(code: string, called: Called): TlsFault | undefined {
  const fault = FAULTS.get(code)?.(called);
  return fault && { ...fault, says: `${fault.says} (${code})` };
}
