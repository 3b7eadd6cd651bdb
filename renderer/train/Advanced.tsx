/** What a preset fixes and an expert may change: sizes, epochs, batch, backbone. */
import { useState, type ReactElement } from 'react';
import type { DetectorConfig, DetectorConfigPatch } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Select } from '../controls/Select.js';
import { NumberField } from '../settings/NumberField.js';
import { useStudio, useTrain } from '../state/context.js';
import type { TrainSetup } from '../state/train.js';
import { changeDraft } from './training.js';

const NUMBERS = [
  { key: 'side', min: 128, max: 1536 },
  { key: 'batch', min: 2, max: 64 },
  { key: 'hidden', min: 4, max: 2048 },
  { key: 'teacherHidden', min: 4, max: 512 },
  { key: 'teacherEpochs', min: 1, max: 2000 },
  { key: 'studentEpochs', min: 1, max: 2000 },
] as const;
/** Fields of the part, without scales and inputs, which have their own controls. */
const KEYS = [...NUMBERS.map(({ key }) => key), 'backbone', 'norm', 'maskRule'] as const;
const STRIDE = 32;
const NONE: TrainSetup['backbones'] = [];

export function Advanced(): ReactElement | null {
  const studio = useStudio();
  const [open, setOpen] = useState(false);
  const base = useTrain(
    (state) => state.setup?.presets.find(({ name }) => name === state.draft.preset)?.config ?? null,
  );
  const patch = useTrain((state) => state.draft.patch);
  if (base === null) return null;
  const config: DetectorConfig = { ...base, ...(patch as Partial<DetectorConfig>) };
  const changed = KEYS.filter((key) => patch[key] !== undefined && patch[key] !== base[key]);
  const change = (part: DetectorConfigPatch): void => {
    const scales = scalesFor(part.side ?? config.side, config.scales);
    void changeDraft(studio, {
      patch: { ...patch, ...part, ...(part.side === undefined ? {} : { scales }) },
    });
  };
  return (
    <section className="train__part" aria-label={text('trainPage.advanced')}>
      <header className="panel__head train__fold">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Icon name={open ? 'down' : 'right'} size={14} />
          <h2>{text('trainPage.advanced')}</h2>
        </button>
        {changed.length === 0 ? null : (
          <span className="t3 s12">
            {text('trainPage.advanced.changed', { count: changed.length })}
          </span>
        )}
        <span className="grow" />
        {changed.length === 0 ? null : (
          <Button
            size="s"
            tone="ghost"
            onClick={() => {
              const kept = patch.mode === undefined ? {} : { mode: patch.mode };
              void changeDraft(studio, { patch: kept });
            }}
          >
            {text('trainPage.advanced.reset')}
          </Button>
        )}
      </header>
      {open ? (
        <div className="train__advanced">
          {NUMBERS.map(({ key, min, max }) => (
            <div key={key} className="train__setting">
              <span>{text(`trainPage.field.${key}`)}</span>
              <NumberField
                label={text(`trainPage.field.${key}`)}
                value={config[key]}
                min={min}
                max={max}
                whole
                onCommit={(value) => {
                  change({ [key]: key === 'side' ? Math.round(value / STRIDE) * STRIDE : value });
                }}
              />
            </div>
          ))}
          <Backbone value={config.backbone} onChange={change} />
          <div className="train__setting">
            <span>{text('trainPage.field.norm')}</span>
            <Select
              size="s"
              wide
              label={text('trainPage.field.norm')}
              value={config.norm}
              options={(['card', 'imagenet'] as const).map((value) => ({
                value,
                label: text(`trainPage.norm.${value}`),
              }))}
              onChange={(norm) => {
                change({ norm });
              }}
            />
          </div>
          <div className="train__setting">
            <span>{text('trainPage.field.maskRule')}</span>
            <Select
              size="s"
              wide
              label={text('trainPage.field.maskRule')}
              value={config.maskRule}
              options={(['half', 'any', 'binary'] as const).map((value) => ({
                value,
                label: text(`trainPage.maskRule.${value}`),
              }))}
              onChange={(maskRule) => {
                change({ maskRule });
              }}
            />
          </div>
          {base.published && changed.length > 0 ? (
            <p className="hint train__wide t2">{text('trainPage.notPublished')}</p>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

function Backbone(props: {
  readonly value: DetectorConfig['backbone'];
  readonly onChange: (patch: DetectorConfigPatch) => void;
}): ReactElement {
  const backbones = useTrain((state) => state.setup?.backbones ?? NONE);
  const mode = useTrain((state) => state.draft.patch.mode ?? 'rgbd');
  return (
    <div className="train__setting">
      <span>{text('trainPage.field.backbone')}</span>
      <Select
        size="s"
        wide
        label={text('trainPage.field.backbone')}
        value={props.value ?? ''}
        disabled={mode === 'depth'}
        options={backbones.map(({ name, available }) => ({
          value: name,
          label: available ? name : `${name} (${text('trainPage.preset.weights')})`,
        }))}
        onChange={(value) => {
          const found = backbones.find(({ name }) => name === value);
          if (found) props.onChange({ backbone: found.name });
        }}
      />
    </div>
  );
}

/** Scales that still divide the map of another side; the finest where none does. */
function scalesFor(side: number, scales: readonly number[]): number[] {
  const kept = scales.filter((scale) => (side / STRIDE) % scale === 0);
  return kept.length > 0 ? kept : [1];
}
