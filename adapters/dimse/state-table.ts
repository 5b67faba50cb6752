/**
 * The upper layer's state machine as PS3.8 §9.2 prints it: events and states by its numbers, actions from Tables 9-6 to 9-9,
 * and in which state which event does what from Table 9-10, to be laid beside the standard. The words are shortened, the
 * table is not: it holds both roles, of which an acceptor walks its own.
 */
import { PDU } from './pdu.js';

export const STATES = {
  Sta1: 'Idle',
  Sta2: 'Transport connection open, awaiting A-ASSOCIATE-RQ PDU',
  Sta3: 'Awaiting local A-ASSOCIATE response primitive',
  Sta4: 'Awaiting transport connection opening to complete',
  Sta5: 'Awaiting A-ASSOCIATE-AC or A-ASSOCIATE-RJ PDU',
  Sta6: 'Association established and ready for data transfer',
  Sta7: 'Awaiting A-RELEASE-RP PDU',
  Sta8: 'Awaiting local A-RELEASE response primitive',
  Sta9: 'Release collision requestor side, awaiting A-RELEASE response primitive',
  Sta10: 'Release collision acceptor side, awaiting A-RELEASE-RP PDU',
  Sta11: 'Release collision requestor side, awaiting A-RELEASE-RP PDU',
  Sta12: 'Release collision acceptor side, awaiting A-RELEASE response primitive',
  Sta13: 'Awaiting transport connection close indication, association no longer exists',
} as const;

export type State = keyof typeof STATES;

export const EVENTS = {
  'A-ASSOCIATE request primitive': 'Evt1',
  'Transport connect confirmation': 'Evt2',
  'A-ASSOCIATE-AC PDU': 'Evt3',
  'A-ASSOCIATE-RJ PDU': 'Evt4',
  'Transport connection indication': 'Evt5',
  'A-ASSOCIATE-RQ PDU': 'Evt6',
  'A-ASSOCIATE response primitive (accept)': 'Evt7',
  'A-ASSOCIATE response primitive (reject)': 'Evt8',
  'P-DATA request primitive': 'Evt9',
  'P-DATA-TF PDU': 'Evt10',
  'A-RELEASE request primitive': 'Evt11',
  'A-RELEASE-RQ PDU': 'Evt12',
  'A-RELEASE-RP PDU': 'Evt13',
  'A-RELEASE response primitive': 'Evt14',
  'A-ABORT request primitive': 'Evt15',
  'A-ABORT PDU': 'Evt16',
  'Transport connection closed indication': 'Evt17',
  'ARTIM timer expired': 'Evt18',
  'Unrecognized or invalid PDU': 'Evt19',
} as const;

export type Event = keyof typeof EVENTS;

/** The event that a PDU's coming is. */
export const PDU_EVENTS = {
  [PDU.associateRequest]: 'A-ASSOCIATE-RQ PDU',
  [PDU.associateAccept]: 'A-ASSOCIATE-AC PDU',
  [PDU.associateReject]: 'A-ASSOCIATE-RJ PDU',
  [PDU.data]: 'P-DATA-TF PDU',
  [PDU.releaseRequest]: 'A-RELEASE-RQ PDU',
  [PDU.releaseResponse]: 'A-RELEASE-RP PDU',
  [PDU.abort]: 'A-ABORT PDU',
} as const satisfies Record<(typeof PDU)[keyof typeof PDU], Event>;

/** What is done, and the next state. Where the standard leaves two, the action decides. */
export const ACTIONS = {
  'AE-1': ['Issue TRANSPORT CONNECT request', 'Sta4'],
  'AE-2': ['Send A-ASSOCIATE-RQ PDU', 'Sta5'],
  'AE-3': ['Issue A-ASSOCIATE confirmation (accept)', 'Sta6'],
  'AE-4': ['Issue A-ASSOCIATE confirmation (reject), close transport connection', 'Sta1'],
  'AE-5': ['Issue TRANSPORT CONNECT response, start ARTIM', 'Sta2'],
  'AE-6': ['Stop ARTIM; acceptable: issue A-ASSOCIATE indication; else: as AE-8', 'Sta3', 'Sta13'],
  'AE-7': ['Send A-ASSOCIATE-AC PDU', 'Sta6'],
  'AE-8': ['Send A-ASSOCIATE-RJ PDU, start ARTIM', 'Sta13'],
  'DT-1': ['Send P-DATA-TF PDU', 'Sta6'],
  'DT-2': ['Issue P-DATA indication', 'Sta6'],
  'AR-1': ['Send A-RELEASE-RQ PDU', 'Sta7'],
  'AR-2': ['Issue A-RELEASE indication', 'Sta8'],
  'AR-3': ['Issue A-RELEASE confirmation, close transport connection', 'Sta1'],
  'AR-4': ['Send A-RELEASE-RP PDU, start ARTIM', 'Sta13'],
  'AR-5': ['Stop ARTIM', 'Sta1'],
  'AR-6': ['Issue P-DATA indication', 'Sta7'],
  'AR-7': ['Send P-DATA-TF PDU', 'Sta8'],
  'AR-8': ['Issue A-RELEASE indication (collision): as requestor; as acceptor', 'Sta9', 'Sta10'],
  'AR-9': ['Send A-RELEASE-RP PDU', 'Sta11'],
  'AR-10': ['Issue A-RELEASE confirmation', 'Sta12'],
  'AA-1': ['Send A-ABORT PDU, (re)start ARTIM', 'Sta13'],
  'AA-2': ['Stop ARTIM, close transport connection', 'Sta1'],
  'AA-3': ['Issue A-ABORT or A-P-ABORT indication, close transport connection', 'Sta1'],
  'AA-4': ['Issue A-P-ABORT indication', 'Sta1'],
  'AA-5': ['Stop ARTIM', 'Sta1'],
  'AA-6': ['Ignore PDU', 'Sta13'],
  'AA-7': ['Send A-ABORT PDU', 'Sta13'],
  'AA-8': ['Send A-ABORT PDU, issue A-P-ABORT indication, start ARTIM', 'Sta13'],
} as const satisfies Record<string, readonly [string, State, State?]>;

export type Action = keyof typeof ACTIONS;

/** An event that cannot come in a state. */
const ____ = undefined;
const COLUMNS = Object.keys(STATES);

/** Table 9-10: a row an event, a column a state. */
const ROWS = {
  //  Sta1    Sta2    Sta3    Sta4    Sta5    Sta6    Sta7    Sta8    Sta9    Sta10   Sta11   Sta12   Sta13
  Evt1: ['AE-1', ____, ____, ____, ____, ____, ____, ____, ____, ____, ____, ____, ____],
  Evt2: [____, ____, ____, 'AE-2', ____, ____, ____, ____, ____, ____, ____, ____, ____],
  Evt3: [____, 'AA-1', 'AA-8', ____, 'AE-3', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-6'],
  Evt4: [____, 'AA-1', 'AA-8', ____, 'AE-4', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-6'],
  Evt5: ['AE-5', ____, ____, ____, ____, ____, ____, ____, ____, ____, ____, ____, ____],
  Evt6: [____, 'AE-6', 'AA-8', ____, 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-7'],
  Evt7: [____, ____, 'AE-7', ____, ____, ____, ____, ____, ____, ____, ____, ____, ____],
  Evt8: [____, ____, 'AE-8', ____, ____, ____, ____, ____, ____, ____, ____, ____, ____],
  Evt9: [____, ____, ____, ____, ____, 'DT-1', ____, 'AR-7', ____, ____, ____, ____, ____],
  Evt10: [____, 'AA-1', 'AA-8', ____, 'AA-8', 'DT-2', 'AR-6', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-6'],
  Evt11: [____, ____, ____, ____, ____, 'AR-1', ____, ____, ____, ____, ____, ____, ____],
  Evt12: [____, 'AA-1', 'AA-8', ____, 'AA-8', 'AR-2', 'AR-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-6'],
  Evt13: [____, 'AA-1', 'AA-8', ____, 'AA-8', 'AA-8', 'AR-3', 'AA-8', 'AA-8', 'AR-10', 'AR-3', 'AA-8', 'AA-6'],
  Evt14: [____, ____, ____, ____, ____, ____, ____, 'AR-4', 'AR-9', ____, ____, 'AR-4', ____],
  Evt15: [____, ____, 'AA-1', 'AA-2', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1', ____],
  Evt16: [____, 'AA-2', 'AA-3', ____, 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-2'],
  Evt17: [____, 'AA-5', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AR-5'],
  Evt18: [____, 'AA-2', ____, ____, ____, ____, ____, ____, ____, ____, ____, ____, 'AA-2'],
  Evt19: [____, 'AA-1', 'AA-8', ____, 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-7'],
} as const satisfies Record<(typeof EVENTS)[Event], readonly (Action | undefined)[]>;

/** What an event does in a state; undefined where it cannot come. */
export function actionFor(state: State, event: Event): Action | undefined {
  return ROWS[EVENTS[event]][COLUMNS.indexOf(state)];
}
