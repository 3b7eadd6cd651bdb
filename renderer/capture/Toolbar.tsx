/** Capture's toolbar: source, profile, exposure, colour source, view, and what is laid over it. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { IconButton, Button } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { isSimulated } from '../state/camera.js';
import { VIEW_MODES } from '../state/capture.js';
import { useCamera, useCapture, useStudio, useUi } from '../state/context.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { attempt } from '../state/studio.js';
import { ExposurePopover } from './ExposurePopover.js';

const OTHER = 'other…';

export function Toolbar(props: { readonly onToggleSide: () => void }): ReactElement {
  const studio = useStudio();
  const capture = studio.capture.getState().actions;
  const simulated = useCamera(isSimulated);
  const simulatorOpen = useCapture((state) => state.simulatorOpen);
  const view = useCapture((state) => state.view);
  const onion = useCapture((state) => state.onion);
  const crop = useCapture((state) => state.crop);
  const frozen = useCapture((state) => state.frozen);
  const keyOf = useKeyOf();
  return (
    <div className="toolbar" role="toolbar" aria-label={text('capture.toolbar')}>
      {simulated ? (
        <button
          type="button"
          className="sim sim--button"
          aria-expanded={simulatorOpen}
          title={text('capture.simulator.open')}
          onClick={() => {
            capture.toggle('simulatorOpen');
          }}
        >
          {text('capture.simulated')}
        </button>
      ) : null}
      <SourceSelect />
      <ProfileSelect />
      <ExposurePopover />
      <span className="grow" />
      <SegmentedControl
        label={text('capture.view')}
        value={view}
        options={VIEW_MODES.map((value) => ({
          value,
          label: text(`capture.view.${value}`),
          hint: keyOf(VIEW_ACTIONS[value]),
        }))}
        onChange={capture.setView}
      />
      <IconButton
        label={text('capture.onion')}
        icon="onion"
        pressed={onion}
        keys={keyOf('onion')}
        onClick={() => {
          capture.toggle('onion');
        }}
      />
      <IconButton
        label={text('capture.cropGuide')}
        icon="crop"
        pressed={crop}
        keys={keyOf('crop')}
        onClick={() => {
          capture.toggle('crop');
        }}
      />
      <IconButton
        label={text('capture.freeze')}
        icon={frozen ? 'play' : 'freeze'}
        pressed={frozen}
        keys={keyOf('freeze')}
        onClick={() => {
          capture.toggle('frozen');
        }}
      />
      <IconButton
        label={text('capture.levelMode')}
        icon="level"
        keys={keyOf('level')}
        onClick={() => {
          studio.ui.getState().actions.open('level');
        }}
      />
      <span className="toolbar__drawer">
        <Button icon="grid" onClick={props.onToggleSide}>
          {text('capture.plan')}
        </Button>
      </span>
    </div>
  );
}

const VIEW_ACTIONS = {
  side: 'viewSide',
  rgb: 'viewRgb',
  depth: 'viewDepth',
  overlay: 'viewOverlay',
  cloud: 'viewCloud',
} as const;

function SourceSelect(): ReactElement {
  const studio = useStudio();
  const sources = useCamera((state) => state.sources);
  const source = useCamera((state) => state.state?.source ?? null);
  const { open } = useUi((state) => state.actions);
  const listed = sources.some(
    (entry) => entry.spec === source?.spec || sameKind(entry.spec, source?.spec),
  );
  const options = sources.map((entry) => ({ value: entry.spec, label: entry.label }));
  if (source && !listed) options.unshift({ value: source.spec, label: source.label });
  const value =
    sources.find((entry) => entry.spec === source?.spec || sameKind(entry.spec, source?.spec))
      ?.spec ??
    source?.spec ??
    '';
  return (
    <Select
      label={text('capture.source')}
      value={value}
      options={[
        ...(source ? [] : [{ value: '', label: text('capture.source.none'), disabled: true }]),
        ...options,
        { value: OTHER, label: text('capture.source.other') },
      ]}
      onChange={(spec) => {
        if (spec === OTHER) open('open-source');
        else
          void attempt(
            studio,
            studio.link.call('camera.open', {
              source: spec,
              colour: null,
              profile: null,
              metresPerCount: null,
            }),
          );
      }}
    />
  );
}

/** The simulator's spec carries its settings, so the listed one differs from the open one. */
function sameKind(listed: string, open: string | undefined): boolean {
  return listed.startsWith('simulated') && open?.startsWith('simulated') === true;
}

function ProfileSelect(): ReactElement | null {
  const studio = useStudio();
  const state = useCamera((store) => store.state);
  const profile = state?.profile;
  if (!state || !profile) return null;
  const keyOf = (p: { width: number; height: number; fps: number }): string =>
    `${p.width.toString()}x${p.height.toString()}@${p.fps.toString()}`;
  const listed = state.profiles.some((entry) => keyOf(entry) === keyOf(profile))
    ? state.profiles
    : [profile, ...state.profiles];
  return (
    <Select
      label={text('capture.profile')}
      value={keyOf(profile)}
      options={listed.map((entry) => ({
        value: keyOf(entry),
        label:
          text('capture.profile.size', {
            width: entry.width,
            height: entry.height,
            fps: entry.fps,
          }) +
          // Of the profile in use the status bar says it: here it would be cut.
          (entry.minDistanceMm === null || keyOf(entry) === keyOf(profile)
            ? ''
            : text('capture.profile.from', { distance: Math.round(entry.minDistanceMm) })),
      }))}
      onChange={(key) => {
        const chosen = state.profiles.find((entry) => keyOf(entry) === key);
        if (!chosen || !state.source) return;
        const { width, height, fps } = chosen;
        void attempt(
          studio,
          studio.link.call('camera.open', {
            source: state.source.spec,
            colour: state.colour === 'file' ? null : state.colour,
            profile: { width, height, fps },
            metresPerCount: null,
          }),
        );
      }}
    />
  );
}
