/** What the peer sent is not DICOM's upper layer or message exchange, or the connection broke. It ends one association. */
import { ABORT_REASON } from './pdu.js';

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    message: string,
    /** Reason of the A-ABORT the peer is told (PS3.8 §9.3.8). */
    readonly abortReason: number = ABORT_REASON.invalidPduParameter,
  ) {
    super(message);
  }
}

/** The connection ended, by the peer's A-ABORT or without a word: there is nobody left to tell. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
}
