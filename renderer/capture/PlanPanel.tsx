/** The session plan: shots per cell against the target; a click or Enter makes a cell the next shot. */
import { useMemo, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { cellKey } from '../../core/capture/plan.js';
import type { Cell } from '../../core/contract/schema/capture.js';
import type { Project } from '../../core/contract/schema/project.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { jumpTo } from '../state/commands.js';
import { useProject, useStudio } from '../state/context.js';
import { count } from '../state/format.js';
import { planMatrix, type MatrixCell, type PlanColumn } from './plan-matrix.js';

export function PlanPanel(props: { readonly project: Project; readonly cell: Cell }): ReactElement {
  const { project, cell } = props;
  const samples = useProject((state) => state.samples);
  const matrix = useMemo(() => planMatrix(project, samples), [project, samples]);
  const grid = useRef<HTMLDivElement>(null);
  const current = cellKey(cell);
  const good = matrix.goodColumns;
  const bad = matrix.columns.length - good;
  const template = `minmax(60px, 84px) repeat(${good.toString()}, minmax(25px, 29fr)) repeat(${bad.toString()}, minmax(20px, 23fr))`;

  const onKey = (event: KeyboardEvent, row: number, column: number): void => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const next = grid.current?.querySelector<HTMLElement>(
      `[data-row="${(row + move[0]).toString()}"][data-column="${(column + move[1]).toString()}"]`,
    );
    next?.focus();
  };
  // One cell is in the tab order: the current one, or the first.
  const hasCurrent = matrix.rows.some((row) => row.cells.some((c) => cellKey(c.cell) === current));

  return (
    <section className="plan" aria-label={text('capture.plan.title')}>
      <header className="panel__head">
        <h2>{text('capture.plan.title')}</h2>
        <span className="grow" />
        <span className="s12 t2">
          {text('capture.plan.progress', {
            done: count(matrix.done),
            target: count(matrix.target),
          })}
        </span>
      </header>
      <div
        className="matrix"
        ref={grid}
        role="grid"
        aria-label={text('capture.plan.title')}
        style={{ gridTemplateColumns: template }}
      >
        <div className="matrix__band" aria-hidden="true" />
        <div
          className="matrix__band"
          style={{ gridColumn: `span ${good.toString()}` }}
          aria-hidden="true"
        >
          {text('capture.plan.good')}
        </div>
        {bad > 0 ? (
          <div
            className="matrix__band matrix__band--bad"
            style={{ gridColumn: `span ${bad.toString()}` }}
            aria-hidden="true"
          >
            {text('capture.plan.anomalous')}
          </div>
        ) : null}
        <div role="row" className="matrix__row">
          <div role="columnheader" className="matrix__corner">
            {text('capture.plan.target')}
          </div>
          {matrix.columns.map((column) => (
            <div
              key={columnKey(column)}
              role="columnheader"
              className="matrix__head"
              title={columnName(column)}
              aria-label={columnName(column)}
            >
              {column.short}
            </div>
          ))}
        </div>
        {matrix.rows.map((row, r) => (
          <div key={row.category} role="row" className="matrix__row">
            <div
              role="rowheader"
              className={`matrix__name cut ${row.category === cell.category ? 'matrix__name--on' : ''}`}
              title={row.category}
            >
              {row.category}
            </div>
            {row.cells.map((entry, c) => (
              <PlanButton
                key={cellKey(entry.cell)}
                entry={entry}
                current={cellKey(entry.cell) === current}
                inTabOrder={hasCurrent ? cellKey(entry.cell) === current : r === 0 && c === 0}
                row={r}
                column={c}
                onKey={onKey}
              />
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}

const MOVES: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

function columnKey(column: PlanColumn): string {
  return `${column.split}/${column.anomaly}`;
}

function columnName(column: PlanColumn): string {
  return column.anomaly === GOOD
    ? text('capture.plan.goodColumn', { split: text(`capture.split.${column.split}`) })
    : column.anomaly;
}

function PlanButton(props: {
  readonly entry: MatrixCell;
  readonly current: boolean;
  readonly inTabOrder: boolean;
  readonly row: number;
  readonly column: number;
  readonly onKey: (event: KeyboardEvent, row: number, column: number) => void;
}): ReactElement {
  const studio = useStudio();
  const { entry, current, row, column } = props;
  const { cell, done, target, state } = entry;
  const share = target === null || target === 0 ? (done > 0 ? 1 : 0) : Math.min(1, done / target);
  const words = text(target === null ? 'capture.plan.cellFree' : 'capture.plan.cell', {
    category: cell.category,
    split: text(`capture.split.${cell.split}`),
    anomaly: cell.anomaly,
    done,
    target: target ?? 0,
  });
  return (
    <div role="gridcell" className="matrix__cell-box" aria-selected={current}>
      <button
        type="button"
        className={`matrix__cell matrix__cell--${state} ${current ? 'matrix__cell--current' : ''}`}
        data-row={row}
        data-column={column}
        tabIndex={props.inTabOrder ? 0 : -1}
        title={words}
        onClick={() => {
          jumpTo(studio, cell);
        }}
        onKeyDown={(event) => {
          props.onKey(event, row, column);
        }}
      >
        <span aria-hidden="true">{done}</span>
        <span className="sr">{words}</span>
        <span className="matrix__fill" style={{ '--share': `${(share * 100).toFixed(0)}%` }} />
      </button>
    </div>
  );
}
