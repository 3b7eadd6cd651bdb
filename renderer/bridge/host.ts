/**
 * What a shell gives the app: a way to reach the host. The app calls `connect` at the start and
 * again after each loss; it never learns which shell it runs in.
 */
import type { ClientMessage, HostMessage, Wire } from '../../core/contract/wire.js';

export type PageWire = Wire<ClientMessage, HostMessage>;

export interface Host {
  /** Resolves with an open wire; rejects when the host cannot be reached now. */
  connect(): Promise<PageWire>;
}
