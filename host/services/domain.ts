/** What a workspace's part of the host gets and gives; host/services/studio.ts joins the parts. */
import type { MethodName } from '../../core/contract/methods.js';
import type { Handlers } from '../../core/contract/server.js';
import type { CameraService } from '../camera/service.js';
import type { PreferencesService } from '../preferences/preferences.js';
import type { ProjectStore } from '../project/store.js';
import type { Hub } from './hub.js';

export interface ServiceContext {
  /** The open project. @throws StudioError no-project */
  store(): ProjectStore;
  storeOrNull(): ProjectStore | null;
  readonly hub: Hub;
  readonly camera: CameraService;
  readonly preferences: PreferencesService;
  notice(level: 'info' | 'warn' | 'fail', message: string, remedy: string): void;
  log(message: string): void;
}

export interface Domain<M extends MethodName> {
  readonly handlers: Pick<Handlers, M>;
  /** Another project was opened, or none is open any more; the old one's store is closed. */
  projectChanged?(store: ProjectStore | null): Promise<void>;
  dispose?(): Promise<void>;
}
