/**
 * Codes of the upper layer: what ends an association, or a connection before one, otherwise than by A-RELEASE. Whatever the
 * cause, nothing of an instance stays that was not answered, and senders send it again.
 */
import type { ErrorTable } from './entry.js';

export const ASSOCIATION_ERRORS = {
  'association.limit-of-peer': {
    class: 'refused',
    http: 503,
    summary: 'This peer has too many associations open.',
    action: 'Wait: senders retry. Raise node.maxAssociationsPerPeer if the peer needs more at once.',
  },
  'association.malformed': {
    class: 'refused',
    http: 400,
    summary: 'What came is not DICOM’s upper layer protocol.',
    action: 'If it is a DICOM device, report it to its vendor; if not, find out what connects to this port.',
  },
  'association.pdu-too-long': {
    class: 'refused',
    http: 413,
    summary: 'A PDU claimed to be longer than was announced to the peer, or than any of its kind is.',
    action:
      'If it is a DICOM device, set its maximum PDU length to node.maxPduLength or below and report it to its vendor; if not, find out what connects to this port.',
  },
  'association.pdu-unrecognized': {
    class: 'refused',
    http: 400,
    summary: 'A PDU of a type that does not exist came.',
    action:
      'Look whether the peer speaks another protocol: HTTP, or TLS on the plain port. Else as association.malformed.',
  },
  'association.pdu-unexpected': {
    class: 'refused',
    http: 400,
    summary: 'A PDU or fragment came where PS3.7 or PS3.8 has no place for it.',
    action: 'Report it to the vendor of the device, with the message of the log line.',
  },
  'association.version-unsupported': {
    class: 'refused',
    http: 400,
    summary: 'The peer asked for a version of the upper layer protocol other than 1.',
    action: 'There is only version 1: report it to the vendor of the device.',
  },
  'association.application-context-unsupported': {
    class: 'refused',
    http: 400,
    summary: 'The peer asked for an application context other than DICOM’s.',
    action: 'Find out what connects: it is no DICOM device, or a faulty one.',
  },
  'association.request-late': {
    class: 'refused',
    http: 408,
    summary: 'A connection was opened and no whole association request came in time.',
    action:
      'Nothing if it happens now and then. Else look at the address: a port scanner, a monitoring probe that keeps its connection, or a network that loses packets.',
  },
  'association.timeout': {
    class: 'refused',
    http: 408,
    summary: 'The peer kept its association open and was silent.',
    action:
      'Nothing if it happens now and then: the peer opens another when it has something to send. Else set it to release associations it does not use.',
  },
  'association.too-slow': {
    class: 'refused',
    http: 408,
    summary: 'The peer stopped in the middle of a message, or sent it too slowly.',
    action: 'Look at the network between the peer and this node, then at the peer’s own log and load.',
  },
  'association.answers-unread': {
    class: 'refused',
    http: 408,
    summary: 'The peer does not read our answers.',
    action: 'Look whether the peer hangs; restart its sending process.',
  },
  'association.aborted': {
    class: 'refused',
    http: 400,
    summary: 'The peer aborted the association.',
    action: 'Nothing if it happens now and then: somebody stopped a transfer. Else look at the peer’s log.',
  },
  'association.lost': {
    class: 'refused',
    http: 400,
    summary: 'The connection broke before the association was released.',
    action:
      'Nothing: senders send again what was not acknowledged. If it repeats, look at the network and the sender’s log.',
  },
  'association.crowded-out': {
    class: 'refused',
    http: 503,
    summary: 'Too many connections were open; this one had no association and was closed for another.',
    action: 'Find out what opens connections without using them. If they are senders, raise node.maxAssociations.',
  },
  'association.shutdown': {
    class: 'transient',
    http: 503,
    summary: 'The node shut down and ended an association that was still open.',
    action: 'Nothing: the sender sends again once the node is back.',
  },
} as const satisfies ErrorTable;
