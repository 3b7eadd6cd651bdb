/** What part of the workspace is shown, how far the plan is, and the ways in. */
import { useMemo, useState, type ReactElement } from 'react';
import { planProgress, countCells } from '../../core/capture/plan.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { useDataset, useProject, useStudio, useUi } from '../state/context.js';
import { DATASET_TABS } from '../state/dataset.js';
import { count } from '../state/format.js';
import { checkRegistration } from './registration.js';
import { useShownSamples } from './useShownSamples.js';

export function DatasetToolbar(props: { readonly onToggleSide: () => void }): ReactElement {
  const tab = useDataset((state) => state.tab);
  const { setTab } = useDataset((state) => state.actions);
  const { open } = useUi((state) => state.actions);
  const plan = useProject((state) => state.info?.project.plan);
  const samples = useProject((state) => state.samples);
  const readOnly = useProject((state) => state.info?.readOnly != null);
  const { done, target } = useMemo(
    () => planProgress(plan ?? [], countCells(samples)),
    [plan, samples],
  );
  const studio = useStudio();
  const selected = useDataset((state) => state.selection.ids);
  const shown = useShownSamples();
  const [checking, setChecking] = useState(false);
  const share = target === 0 ? 0 : Math.min(1, done / target);
  return (
    <div className="toolbar" role="toolbar" aria-label={text('dataset.toolbar')}>
      <SegmentedControl
        label={text('dataset.tabs')}
        value={tab}
        options={DATASET_TABS.map((value) => ({ value, label: text(`dataset.tab.${value}`) }))}
        onChange={setTab}
      />
      {target > 0 ? (
        <span className="planned s12 t2">
          <span className="planned__words">
            {text('dataset.planned', { done: count(done), target: count(target) })}
          </span>
          <span className="planned__bar" style={{ '--share': `${(share * 100).toFixed(1)}%` }} />
        </span>
      ) : null}
      <span className="grow" />
      <Button
        icon="split"
        disabled={readOnly || samples.length === 0}
        onClick={() => {
          open('split');
        }}
      >
        {text('dataset.splits')}
      </Button>
      <Button
        icon="target"
        disabled={checking || shown.length === 0}
        hint={text('dataset.registration.hint')}
        onClick={() => {
          setChecking(true);
          const ids = selected.size > 0 ? [...selected] : shown.map(({ id }) => id);
          void checkRegistration(studio, ids).finally(() => {
            setChecking(false);
          });
        }}
      >
        {text('dataset.registration')}
      </Button>
      <Button
        icon="importIn"
        tone={samples.length === 0 ? 'primary' : 'plain'}
        disabled={readOnly}
        onClick={() => {
          open('import');
        }}
      >
        {text('dataset.import')}
      </Button>
      <span className="toolbar__drawer">
        <IconButton icon="note" label={text('dataset.side')} onClick={props.onToggleSide} />
      </span>
    </div>
  );
}
