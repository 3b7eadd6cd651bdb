/** The presets as cards of a radio group: what each is, whether it can train, what it costs here. */
import type { ReactElement } from 'react';
import type { DetectorConfig } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useStudio, useTrain } from '../state/context.js';
import { bytes } from '../state/format.js';
import type { TrainSetup } from '../state/train.js';
import { changeDraft } from './training.js';
import { duration, presetWord } from './words.js';

type Preset = TrainSetup['presets'][number];
const NONE: readonly Preset[] = [];

export function PresetCards(): ReactElement {
  const presets = useTrain((state) => state.setup?.presets ?? NONE);
  return (
    <fieldset className="presets" aria-label={text('trainPage.preset')}>
      {presets.map((preset) => (
        <PresetCard key={preset.name} preset={preset} />
      ))}
    </fieldset>
  );
}

function PresetCard({ preset }: { readonly preset: Preset }): ReactElement {
  const studio = useStudio();
  const chosen = useTrain((state) => state.draft.preset === preset.name);
  const mode = useTrain((state) => state.draft.patch.mode);
  const plan = useTrain((state) => state.plan);
  const known = plan?.presets.find(({ name }) => name === preset.name)?.estimate ?? null;
  // The chosen one with all its changes; the others as they come.
  const estimate = chosen ? (plan?.plan.estimate ?? known) : known;
  const usable = preset.ready || mode === 'depth';
  return (
    <label className={`preset ${chosen ? 'preset--on' : ''}`}>
      <input
        type="radio"
        name="train-preset"
        className="preset__radio"
        checked={chosen}
        onChange={() => {
          const { patch } = studio.train.getState().draft;
          // Another preset begins as it is; what is fed in stays.
          const kept = patch.mode === undefined ? {} : { mode: patch.mode };
          void changeDraft(studio, { preset: preset.name, patch: kept });
        }}
      />
      <span className="preset__name">{presetWord(preset.name)}</span>
      <Badge preset={preset} usable={usable} />
      <span className="preset__what cut">{whatOf(preset.config)}</span>
      <span className="preset__costs">
        <Cost name={text('trainPage.time')} value={estimate ? duration(estimate.seconds) : null} />
        <Cost
          name={text('trainPage.memory')}
          value={estimate ? bytes(estimate.memoryBytes) : null}
        />
        <Cost
          name={text('trainPage.modelSize')}
          value={estimate ? bytes(estimate.modelBytes) : null}
        />
      </span>
    </label>
  );
}

function Badge(props: { readonly preset: Preset; readonly usable: boolean }): ReactElement {
  const { preset, usable } = props;
  if (!usable)
    return (
      <span className="tag tag--warn" title={preset.reason}>
        <Mark state="warn" size={12} />
        {text('trainPage.preset.weights')}
      </span>
    );
  if (preset.name === 'quick')
    return (
      <span className="tag tag--warn">
        <Mark state="warn" size={12} />
        {text('trainPage.preset.quickNote')}
      </span>
    );
  return (
    <span className="tag tag--pass">
      <Mark state="pass" size={12} />
      {text(preset.config.published ? 'trainPage.preset.published' : 'trainPage.preset.ready')}
    </span>
  );
}

function Cost(props: { readonly name: string; readonly value: string | null }): ReactElement {
  return (
    <span>
      <small>{props.name}</small>
      <span>{props.value ?? '\u2013'}</span>
    </span>
  );
}

const BACKBONE_WORDS = {
  'efficientnet-b5': 'EfficientNet-B5',
  'efficientnet-lite2': 'EfficientNet-Lite2',
  'efficientnet-lite0': 'EfficientNet-Lite0',
} as const;

function whatOf(config: DetectorConfig): string {
  return text('trainPage.preset.what', {
    backbone: config.backbone === null ? '\u2013' : BACKBONE_WORDS[config.backbone],
    side: config.side,
    hidden: config.hidden,
    teacher: config.teacherEpochs,
    student: config.studentEpochs,
  });
}
