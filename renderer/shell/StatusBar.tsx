/** One line about camera, USB, rate, depth, saving and disk; each part opens the page behind it. */
import type { ReactElement, ReactNode } from 'react';
import { text } from '../../core/text/index.js';
import { Icon } from '../controls/Icon.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { isSimulated } from '../state/camera.js';
import {
  useCamera,
  useCapture,
  useDataset,
  useProject,
  useTrain,
  useUi,
} from '../state/context.js';
import { bytes, clock, count, fixed, scaleMm } from '../state/format.js';

export function StatusBar(): ReactElement {
  const ui = useUi((state) => state.actions);
  const toDoctor = (): void => {
    ui.goSettings('doctor');
  };
  const toCapture = (): void => {
    ui.go('capture');
  };
  return (
    <footer className="status" aria-label={text('status.title')}>
      <CameraPart onClick={toDoctor} />
      <UsbPart onClick={toDoctor} />
      <RatePart onClick={toDoctor} />
      <DepthPart onClick={toCapture} />
      <span className="grow" />
      <JobPart />
      <TrainingPart />
      <SavedPart onClick={toCapture} />
      <DiskPart
        onClick={() => {
          ui.goSettings('project');
        }}
      />
    </footer>
  );
}

interface PartProps {
  readonly onClick: () => void;
}

function Part(props: PartProps & { readonly children: ReactNode }): ReactElement {
  return (
    <button type="button" className="status__part" onClick={props.onClick}>
      {props.children}
    </button>
  );
}

const MARKS = {
  streaming: 'pass',
  opening: 'new',
  reopening: 'warn',
  closed: 'off',
  failed: 'fail',
} as const satisfies Record<string, MarkState>;

function CameraPart(props: PartProps): ReactElement {
  const status = useCamera((state) => state.state?.status ?? 'closed');
  const simulated = useCamera(isSimulated);
  const warned = useCamera((state) => (state.state?.faults.length ?? 0) > 0);
  const mark = status === 'streaming' && warned ? 'warn' : MARKS[status];
  return (
    <Part onClick={props.onClick}>
      <Mark state={mark} />
      {text(`status.camera.${status}`)}
      {simulated ? ` ${text('status.simulated')}` : ''}
    </Part>
  );
}

function UsbPart(props: PartProps): ReactElement | null {
  const usb = useCamera((state) => state.state?.camera?.usb ?? null);
  if (usb === null) return null;
  return (
    <Part onClick={props.onClick}>
      <Icon name="usb" size={14} />
      {text('status.usb', { usb })}
    </Part>
  );
}

function RatePart(props: PartProps): ReactElement | null {
  const rate = useCamera((state) =>
    state.state?.fps == null
      ? null
      : text('status.rate', { fps: fixed(state.state.fps, 1), dropped: state.state.dropped }),
  );
  return rate === null ? null : <Part onClick={props.onClick}>{rate}</Part>;
}

function DepthPart(props: PartProps): ReactElement | null {
  const depth = useCamera(({ state }) =>
    state?.profile && state.metresPerCount !== null
      ? text(state.metresPerCount === 1 ? 'status.depthMetres' : 'status.depth', {
          width: state.profile.width,
          height: state.profile.height,
          scale: scaleMm(state.metresPerCount),
        }) +
        (state.profile.minDistanceMm === null
          ? ''
          : text('capture.profile.from', { distance: Math.round(state.profile.minDistanceMm) }))
      : null,
  );
  return depth === null ? null : <Part onClick={props.onClick}>{depth}</Part>;
}

function SavedPart(props: PartProps): ReactElement | null {
  const open = useProject((state) => state.info != null);
  const last = useProject((state) => state.samples[0]?.takenAt);
  const pending = useCapture((state) => state.session?.pending != null);
  const saving = useCapture((state) => state.shooting || state.session?.saving === true);
  if (!open) return null;
  return (
    <Part onClick={props.onClick}>
      <Mark state={pending ? 'fail' : saving ? 'new' : 'done'} />
      {pending
        ? text('status.notSaved')
        : saving
          ? text('status.saving')
          : last === undefined
            ? text('status.nothingToSave')
            : text('status.saved', { time: clock(last, true) })}
    </Part>
  );
}

/** An import or export that runs: how far it is, and the way to it. */
function JobPart(): ReactElement | null {
  const ui = useUi((state) => state.actions);
  const { setTab } = useDataset((state) => state.actions);
  const importing = useDataset((state) => state.importProgress);
  const exporting = useDataset((state) => state.exportProgress);
  const [job, what] =
    importing?.state === 'running'
      ? ([importing, 'import'] as const)
      : exporting?.state === 'running'
        ? ([exporting, 'export'] as const)
        : ([null, 'import'] as const);
  if (job === null) return null;
  const share = job.total === 0 ? 0 : job.done / job.total;
  return (
    <Part
      onClick={() => {
        ui.go('dataset');
        if (what === 'import') ui.open('import');
        else setTab('export');
      }}
    >
      <Icon name={what === 'import' ? 'importIn' : 'exportOut'} size={14} />
      {text(`status.${what}`, { done: count(job.done), total: count(job.total) })}
      <span className="status__bar" style={{ '--share': `${(share * 100).toFixed(1)}%` }} />
    </Part>
  );
}

/** The run that works, wherever the user is. */
function TrainingPart(): ReactElement | null {
  const ui = useUi((state) => state.actions);
  const run = useTrain(
    (state) => state.runs.find(({ state: now }) => now === 'running' || now === 'paused') ?? null,
  );
  const progress = useTrain((state) => (run ? (state.progress.get(run.id) ?? null) : null));
  const { set } = useTrain((state) => state.actions);
  if (run === null) return null;
  const name = run.model ?? run.category;
  const share = fixed((progress?.share ?? 0) * 100, 0);
  return (
    <Part
      onClick={() => {
        set({ view: 'run' });
        ui.go('train');
      }}
    >
      <Icon name="train" size={14} />
      {run.state === 'paused'
        ? text('status.trainingPaused', { name })
        : text('status.training', {
            name,
            stage: text(`trainPage.stage.${progress?.stage ?? 'features'}`).toLowerCase(),
            share,
          })}
      <span className="status__bar" style={{ '--share': `${share}%` }} />
    </Part>
  );
}

/** Below this the disk is shown as a warning: about 200 shots. */
const LOW_BYTES = 1e9;

function DiskPart(props: PartProps): ReactElement | null {
  const free = useProject((state) => state.info?.freeBytes ?? null);
  if (free === null) return null;
  return (
    <Part onClick={props.onClick}>
      {free < LOW_BYTES ? <Mark state="warn" /> : <Icon name="disk" size={14} />}
      {text('status.free', { free: bytes(free) })}
    </Part>
  );
}
