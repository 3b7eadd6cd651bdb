/** Counts of all samples against the plan; the matrix is the filter. Arrow keys move between cells. */
import { useMemo, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { GOOD } from '../../core/dataset/vocabulary.js';
import type { Project } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { cellKey } from '../../core/capture/plan.js';
import { text } from '../../core/text/index.js';
import type { MatrixCell, PlanColumn } from '../capture/plan-matrix.js';
import { useDataset, useProject } from '../state/context.js';
import { count } from '../state/format.js';
import { countsMatrix, type CountsMatrixModel } from './counts-matrix.js';
import { cellOf, toggleCell, withFacet } from './filter-model.js';
import { splitName } from './words.js';

const MOVES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

function columnName(column: PlanColumn): string {
  return `${column.anomaly}, ${splitName(column.split)}`;
}

export function CountsMatrix(props: { readonly project: Project }): ReactElement {
  const { project } = props;
  const samples: readonly SampleSummary[] = useProject((state) => state.samples);
  const filter = useDataset((state) => state.filter);
  const { setFilter } = useDataset((state) => state.actions);
  const matrix = useMemo(() => countsMatrix(project, samples), [project, samples]);
  const grid = useRef<HTMLDivElement>(null);
  const current = cellOf(filter);
  const currentKey = current === null ? null : cellKey(current);
  const inside = matrix.rows.some((row) =>
    row.cells.some((entry) => cellKey(entry.cell) === currentKey),
  );
  const onKey = (event: KeyboardEvent, row: number, column: number): void => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const to = grid.current?.querySelector<HTMLElement>(
      `[data-row="${String(row + move[0])}"][data-column="${String(column + move[1])}"]`,
    );
    to?.focus();
  };
  const { columns, goodColumns } = matrix;
  const template = `88px repeat(${String(goodColumns)}, minmax(36px, 44px)) repeat(${String(columns.length - goodColumns)}, minmax(29px, 40px)) minmax(44px, 1fr)`;
  return (
    <section className="counts" aria-label={text('dataset.counts')}>
      <header className="panel__head">
        <h2>{text('dataset.counts')}</h2>
        <span className="t3 s12 cut">{text('dataset.counts.hint')}</span>
      </header>
      <div className="counts__scroll">
        <div
          className="matrix"
          role="grid"
          aria-label={text('dataset.counts')}
          style={{ gridTemplateColumns: template }}
          ref={grid}
        >
          <Heads matrix={matrix} />
          {matrix.rows.map((row, r) => (
            <div key={row.category} role="row" className="matrix__row">
              <div role="rowheader" className="matrix__rowhead">
                <button
                  type="button"
                  className={`matrix__name cut ${
                    filter.chosen.category?.size === 1 && filter.chosen.category.has(row.category)
                      ? 'matrix__name--on'
                      : ''
                  }`}
                  title={text('dataset.counts.category', { category: row.category })}
                  // Reached from the first cell with the arrow to the left.
                  data-row={r}
                  data-column={-1}
                  tabIndex={-1}
                  onKeyDown={(event) => {
                    onKey(event, r, -1);
                  }}
                  onClick={() => {
                    const { category } = filter.chosen;
                    const only = category?.size === 1 && category.has(row.category);
                    setFilter(withFacet(filter, 'category', only ? null : new Set([row.category])));
                  }}
                >
                  {row.category}
                </button>
              </div>
              {row.cells.map((entry, c) => (
                <Cell
                  key={cellKey(entry.cell)}
                  entry={entry}
                  current={cellKey(entry.cell) === currentKey}
                  inTabOrder={inside ? cellKey(entry.cell) === currentKey : r === 0 && c === 0}
                  row={r}
                  column={c}
                  onKey={onKey}
                  onClick={() => {
                    setFilter(toggleCell(filter, entry.cell));
                  }}
                />
              ))}
              <div role="gridcell" className="matrix__total">
                {count(row.total)}
              </div>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

function Heads(props: { readonly matrix: CountsMatrixModel }): ReactElement {
  const { columns, goodColumns, target } = props.matrix;
  return (
    <>
      <div role="row" className="matrix__row">
        <div role="columnheader" className="matrix__corner">
          <span className="sr">{text('dataset.category')}</span>
        </div>
        <div
          role="columnheader"
          className="matrix__band"
          style={{ gridColumn: `span ${String(goodColumns)}` }}
        >
          {text('capture.plan.good')}
        </div>
        <div
          role="columnheader"
          className="matrix__band matrix__band--bad"
          style={{ gridColumn: `span ${String(columns.length - goodColumns)}` }}
        >
          {text('dataset.counts.anomalous')}
        </div>
        <div role="columnheader" className="matrix__band matrix__band--end">
          {text('dataset.counts.total')}
        </div>
      </div>
      <div role="row" className="matrix__row">
        <div role="columnheader" className="matrix__corner">
          {text('capture.plan.target')}
        </div>
        {columns.map((column) => (
          <div
            key={`${column.split}/${column.anomaly}`}
            role="columnheader"
            className="matrix__head"
            title={columnName(column)}
          >
            <span aria-hidden="true">{column.short}</span>
            <span className="sr">{columnName(column)}</span>
          </div>
        ))}
        <div role="columnheader" className="matrix__head matrix__band--end">
          {target > 0 ? count(target) : ''}
        </div>
      </div>
    </>
  );
}

function Cell(props: {
  readonly entry: MatrixCell;
  readonly current: boolean;
  readonly inTabOrder: boolean;
  readonly row: number;
  readonly column: number;
  readonly onKey: (event: KeyboardEvent, row: number, column: number) => void;
  readonly onClick: () => void;
}): ReactElement {
  const { entry, current } = props;
  const { cell, done, target, state } = entry;
  const share = target === null || target === 0 ? (done > 0 ? 1 : 0) : Math.min(1, done / target);
  const words = text(target === null ? 'capture.plan.cellFree' : 'capture.plan.cell', {
    category: cell.category,
    split: splitName(cell.split),
    anomaly: cell.anomaly === GOOD ? text('capture.plan.good') : cell.anomaly,
    done,
    target: target ?? 0,
  });
  return (
    <div role="gridcell" className="matrix__cell-box" aria-selected={current}>
      <button
        type="button"
        className={`matrix__cell matrix__cell--${state} ${current ? 'matrix__cell--current' : ''}`}
        data-row={props.row}
        data-column={props.column}
        tabIndex={props.inTabOrder ? 0 : -1}
        title={words}
        aria-pressed={current}
        onClick={props.onClick}
        onKeyDown={(event) => {
          props.onKey(event, props.row, props.column);
        }}
      >
        <span aria-hidden="true">{count(done)}</span>
        <span className="sr">{words}</span>
        <span className="matrix__fill" style={{ '--share': `${(share * 100).toFixed(0)}%` }} />
      </button>
    </div>
  );
}
