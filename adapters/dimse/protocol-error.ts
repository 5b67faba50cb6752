/** What the peer sent is not DICOM's upper layer or message exchange, or the connection broke. It ends one association. */
import type { ErrorCode } from '../../service/errors/registry.js';
import { ABORT_REASON } from './pdu.js';

/** The registered code of what an A-ABORT's reason says. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  [ABORT_REASON.unrecognizedPdu]: 'association.pdu-unrecognized',
  [ABORT_REASON.unexpectedPdu]: 'association.pdu-unexpected',
};

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    /** Holds nothing of what the peer sent but numbers. */
    message: string,
    /** Reason of the A-ABORT the peer is told (PS3.8 §9.3.8). */
    readonly abortReason: number = ABORT_REASON.invalidPduParameter,
    readonly code: ErrorCode = CODES[abortReason] ?? 'association.malformed',
  ) {
    super(message);
  }
}

/** The connection ended, by the peer's A-ABORT or without a word: there is nobody left to tell. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
}
