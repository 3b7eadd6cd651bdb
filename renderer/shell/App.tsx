/** The one app of both shells: frame, workspace, whatever dialog is open. */
import { useEffect, type ReactElement } from 'react';
import { LevelMode } from '../capture/LevelMode.js';
import { NewSessionDialog } from '../capture/NewSessionDialog.js';
import { NoteDialog } from '../capture/NoteDialog.js';
import { OpenSourceDialog } from '../capture/OpenSourceDialog.js';
import { OverrideDialog } from '../capture/OverrideDialog.js';
import { TrashDialog } from '../capture/TrashDialog.js';
import { ImportDialog } from '../dataset/import/ImportDialog.js';
import { SplitDialog } from '../dataset/SplitDialog.js';
import { FolderDialog } from '../inspect/FolderDialog.js';
import { LineHistoryDialog } from '../inspect/LineHistoryDialog.js';
import { OperatorDialog } from '../inspect/OperatorDialog.js';
import { ShiftDialog } from '../inspect/ShiftDialog.js';
import { BackboneDialog } from '../train/dialogs/BackboneDialog.js';
import { RemoveModelDialog, RenameModelDialog } from '../train/dialogs/ModelDialogs.js';
import { RefusedDialog } from '../train/dialogs/RefusedDialog.js';
import { ReportDialog } from '../train/dialogs/ReportDialog.js';
import { CancelRunDialog, RemoveRunDialog } from '../train/dialogs/RunDialogs.js';
import { SourceDialog } from '../train/dialogs/SourceDialog.js';
import { StudioContext, useProject, usePrefs, useUi } from '../state/context.js';
import type { DialogName } from '../state/ui.js';
import type { Studio } from '../state/studio.js';
import { text } from '../../core/text/index.js';
import { CommandPalette } from './CommandPalette.js';
import { ConnectionBanner } from './ConnectionBanner.js';
import { HelpDialog } from './HelpDialog.js';
import { NewProjectDialog } from './NewProjectDialog.js';
import { Notices } from './Notices.js';
import { OpenProjectDialog } from './OpenProjectDialog.js';
import { Rail } from './Rail.js';
import { StatusBar } from './StatusBar.js';
import { TopBar } from './TopBar.js';
import { useKeyboard } from './useKeyboard.js';
import { useTheme } from './useTheme.js';
import { SampleProjectDialog } from './SampleProjectDialog.js';
import { WORKSPACES } from './workspaces.js';

export function App(props: { readonly studio: Studio }): ReactElement {
  return (
    <StudioContext value={props.studio}>
      <Shell />
    </StudioContext>
  );
}

const DIALOGS: Readonly<Record<DialogName, () => ReactElement | null>> = {
  palette: CommandPalette,
  help: HelpDialog,
  'new-project': NewProjectDialog,
  'sample-project': SampleProjectDialog,
  'open-project': OpenProjectDialog,
  'open-source': OpenSourceDialog,
  override: OverrideDialog,
  note: NoteDialog,
  trash: TrashDialog,
  level: LevelMode,
  import: ImportDialog,
  split: SplitDialog,
  operator: OperatorDialog,
  'new-session': NewSessionDialog,
  shift: ShiftDialog,
  'line-history': LineHistoryDialog,
  'inspect-folder': FolderDialog,
  'train-source': SourceDialog,
  refused: RefusedDialog,
  backbones: BackboneDialog,
  'cancel-run': CancelRunDialog,
  'remove-run': RemoveRunDialog,
  'run-report': ReportDialog,
  'rename-model': RenameModelDialog,
  'remove-model': RemoveModelDialog,
};

function Shell(): ReactElement {
  useKeyboard();
  useTheme(usePrefs((state) => state.value.theme));
  const workspace = useUi((state) => state.workspace);
  const dialog = useUi((state) => state.dialog);
  const name = useProject((state) => state.info?.project.name);
  useEffect(() => {
    document.title = name === undefined ? text('app.name') : `${name} – ${text('app.name')}`;
  }, [name]);
  const Workspace = WORKSPACES.find((entry) => entry.name === workspace)?.Component;
  const Open = dialog === null ? null : DIALOGS[dialog];
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {text('app.skip')}
      </a>
      <Rail />
      <TopBar />
      <main className="main" id="main" tabIndex={-1}>
        <ConnectionBanner />
        {Workspace === undefined ? null : <Workspace />}
      </main>
      <StatusBar />
      <Notices />
      {Open === null ? null : <Open />}
    </div>
  );
}
