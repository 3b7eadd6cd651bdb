/** Splits proposed by seed and shares, seen before they are applied as one step. */
import { useRef, useState, type ReactElement } from 'react';
import type { SplitProposal } from '../../core/contract/schema/dataset-export.js';
import { StudioError } from '../../core/contract/errors.js';
import { SPLITS } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Field } from '../controls/Field.js';
import { Mark } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { useProject, useStudio, useUi } from '../state/context.js';
import { count } from '../state/format.js';
import { applySplits } from './bulk.js';
import { useShownSamples } from './useShownSamples.js';
import { splitName } from './words.js';

/** 150 train, 20 validation and 20 good test samples of each category. */
const PAPER = { train: '78.9', validation: '10.5', test: '10.5' } as const;
type Written = Readonly<Record<(typeof SPLITS)[number], string>>;

function shareOf(written: string): number {
  const value = Number(written.replace(',', '.'));
  return written.trim() !== '' && Number.isFinite(value) && value >= 0 && value <= 100
    ? value / 100
    : NaN;
}

export function SplitDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const all = useProject((state) => state.samples);
  const shown = useShownSamples();
  const [written, setWritten] = useState<Written>(PAPER);
  const [seed, setSeed] = useState('1');
  const [anomalous, setAnomalous] = useState<'test' | 'ratios'>('test');
  const [scope, setScope] = useState<'all' | 'shown'>('all');
  const [proposal, setProposal] = useState<SplitProposal | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<StudioError | null>(null);
  const stop = useRef<AbortController | null>(null);
  const shares = SPLITS.map((split) => shareOf(written[split]));
  const sum = shares.reduce((a, b) => a + b, 0);
  const valid = Number.isFinite(sum) && sum > 0 && /^\d{1,9}$/.test(seed.trim());
  const shut = (): void => {
    stop.current?.abort();
    close('split');
  };
  const propose = (): void => {
    stop.current?.abort();
    const own = new AbortController();
    stop.current = own;
    setBusy(true);
    setError(null);
    const [train = 0, validation = 0, test = 0] = shares.map((share) => share / sum);
    studio.link
      .call(
        'dataset.split.propose',
        {
          ratios: { train, validation, test },
          seed: Number(seed.trim()),
          anomalous,
          ids: scope === 'all' ? null : shown.map(({ id }) => id),
        },
        own.signal,
      )
      .then(
        (answer) => {
          if (stop.current !== own) return;
          setProposal(answer);
          setBusy(false);
        },
        (problem: unknown) => {
          if (stop.current !== own) return;
          setBusy(false);
          if (problem instanceof StudioError && problem.code !== 'cancelled') setError(problem);
        },
      );
  };
  return (
    <Dialog
      title={text('split.title')}
      size="l"
      onClose={shut}
      footer={
        <>
          {proposal && proposal.moves.length > 0 ? (
            <Button
              tone="ghost"
              onClick={() => {
                studio.dataset.getState().actions.showOnly(
                  text('split.movesLabel'),
                  proposal.moves.map(({ id }) => id),
                );
                shut();
              }}
            >
              {text('split.showMoves')}
            </Button>
          ) : null}
          <span className="grow" />
          <Button onClick={shut}>{text('app.cancel')}</Button>
          <Button disabled={!valid || busy} tone={proposal ? 'plain' : 'primary'} onClick={propose}>
            {text(busy ? 'split.proposing' : 'split.propose')}
          </Button>
          {proposal && proposal.moves.length > 0 ? (
            <Button
              tone="primary"
              disabled={busy}
              onClick={() => {
                shut();
                void applySplits(studio, proposal);
              }}
            >
              {text('split.apply', {
                count: count(proposal.moves.length),
              })}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="form">
        <p className="t2">{text('split.hint')}</p>
        <div className="split__fields">
          {SPLITS.map((split) => (
            <Field key={split} label={text(`split.ratio.${split}`)}>
              {(id) => (
                <input
                  id={id}
                  className="input"
                  inputMode="decimal"
                  value={written[split]}
                  aria-invalid={!Number.isFinite(shareOf(written[split]))}
                  onChange={(event) => {
                    setProposal(null);
                    setWritten({ ...written, [split]: event.target.value });
                  }}
                />
              )}
            </Field>
          ))}
          <Field label={text('split.seed')}>
            {(id) => (
              <input
                id={id}
                className="input"
                inputMode="numeric"
                value={seed}
                aria-invalid={!/^\d{1,9}$/.test(seed.trim())}
                onChange={(event) => {
                  setProposal(null);
                  setSeed(event.target.value);
                }}
              />
            )}
          </Field>
          <Field label={text('split.anomalous')}>
            {(id) => (
              <Select
                wide
                id={id}
                label={text('split.anomalous')}
                value={anomalous}
                options={(['test', 'ratios'] as const).map((value) => ({
                  value,
                  label: text(`split.anomalous.${value}`),
                }))}
                onChange={(value) => {
                  setProposal(null);
                  setAnomalous(value);
                }}
              />
            )}
          </Field>
          <Field label={text('split.scope')}>
            {(id) => (
              <Select
                wide
                id={id}
                label={text('split.scope')}
                value={scope}
                options={[
                  { value: 'all', label: text('split.scope.all', { count: count(all.length) }) },
                  {
                    value: 'shown',
                    label: text('split.scope.shown', { count: count(shown.length) }),
                  },
                ]}
                onChange={(value) => {
                  setProposal(null);
                  setScope(value);
                }}
              />
            )}
          </Field>
        </div>
        {sum === 0 ? <p className="hint hint--fail">{text('split.sum')}</p> : null}
        {error ? (
          <p className="hint hint--fail" role="alert">
            <Mark state="fail" />
            <span>
              {error.message} {error.hint}
            </span>
          </p>
        ) : null}
        {proposal ? <Preview proposal={proposal} /> : null}
      </div>
    </Dialog>
  );
}

function Preview(props: { readonly proposal: SplitProposal }): ReactElement {
  const { moves, cells, duplicates } = props.proposal;
  return (
    <>
      <p role="status">
        <b>
          {text(moves.length === 0 ? 'split.moves.none' : 'split.moves', {
            count: count(moves.length),
          })}
        </b>{' '}
        <span className="t2">
          {duplicates.length === 0
            ? text('split.noDuplicates')
            : text('split.duplicates', { count: count(duplicates.length) })}
        </span>
      </p>
      <div className="split__table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text('split.column.category')}</th>
              <th scope="col">{text('split.column.anomaly')}</th>
              {SPLITS.map((split) => (
                <th key={split} scope="col" className="table__number">
                  {splitName(split)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <tr key={`${cell.category}/${cell.anomaly}`}>
                <td>{cell.category}</td>
                <td>{cell.anomaly}</td>
                {SPLITS.map((split) => (
                  <td key={split} className="table__number">
                    {count(cell[split])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
