/** The workspaces that are built, in the order of the rail. Those that are not are absent, not dead. */
import type { ReactElement } from 'react';
import type { TextKey } from '../../core/text/index.js';
import { AnnotateWorkspace } from '../annotate/AnnotateWorkspace.js';
import { CaptureWorkspace } from '../capture/CaptureWorkspace.js';
import { DatasetWorkspace } from '../dataset/DatasetWorkspace.js';
import type { IconName } from '../controls/Icon.js';
import { InspectWorkspace } from '../inspect/InspectWorkspace.js';
import { SettingsWorkspace } from '../settings/SettingsWorkspace.js';
import { TrainWorkspace } from '../train/TrainWorkspace.js';
import type { ActionName } from '../state/keys.js';
import type { WorkspaceName } from '../state/ui.js';

export interface Workspace {
  readonly name: WorkspaceName;
  readonly label: TextKey;
  readonly icon: IconName;
  /** The action that goes there. */
  readonly action: ActionName;
  readonly Component: () => ReactElement;
}

export const WORKSPACES: readonly Workspace[] = [
  {
    name: 'capture',
    label: 'app.capture',
    icon: 'camera',
    action: 'goCapture',
    Component: CaptureWorkspace,
  },
  {
    name: 'annotate',
    label: 'app.annotate',
    icon: 'annotate',
    action: 'goAnnotate',
    Component: AnnotateWorkspace,
  },
  {
    name: 'dataset',
    label: 'app.dataset',
    icon: 'dataset',
    action: 'goDataset',
    Component: DatasetWorkspace,
  },
  {
    name: 'train',
    label: 'app.train',
    icon: 'train',
    action: 'goTrain',
    Component: TrainWorkspace,
  },
  {
    name: 'inspect',
    label: 'app.inspect',
    icon: 'search',
    action: 'goInspect',
    Component: InspectWorkspace,
  },
  {
    name: 'settings',
    label: 'app.settings',
    icon: 'settings',
    action: 'goSettings',
    Component: SettingsWorkspace,
  },
];
