/** An A-ASSOCIATE-RJ in words (PS3.8 Table 9-21), for the administrator who has to find out which title is wrong. */

const REASONS: Readonly<Record<string, string>> = {
  '1.1': 'no reason given',
  '1.2': 'application context not supported',
  '1.3': 'calling AE title not recognized',
  '1.7': 'called AE title not recognized',
  '2.1': 'no reason given',
  '2.2': 'protocol version not supported',
  '3.1': 'temporary congestion',
  '3.2': 'local limit exceeded',
};

/** @param body of the PDU: reserved, result, source, reason. */
export function rejectionText(body: Buffer): string {
  const [, result, source, reason] = body;
  const why = REASONS[`${source}.${reason}`] ?? `source ${source}, reason ${reason}`;
  return `Rejected ${result === 2 ? 'for now' : 'for good'}: ${why}.`;
}
