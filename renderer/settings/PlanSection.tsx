/** Targets of the session plan: a grid of numbers, and one number for a whole column. */
import type { ReactElement } from 'react';
import { cellKey, defaultPlan } from '../../core/capture/plan.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { planColumns, type PlanColumn } from '../capture/plan-matrix.js';
import { Button } from '../controls/Button.js';
import { count } from '../state/format.js';
import { NumberField } from './NumberField.js';
import { setTarget } from './project-edits.js';
import { useProjectEdit } from './useProjectEdit.js';

const MOST = 100_000;

export function PlanSection(): ReactElement | null {
  const edit = useProjectEdit();
  if (!edit) return null;
  const { project, save } = edit;
  const columns = planColumns(project);
  const targets = new Map(project.plan.map((cell) => [cellKey(cell), cell.target]));
  const total = project.plan.reduce((sum, cell) => sum + cell.target, 0);
  const categories = project.categories.map((category) => category.name);
  const columnName = (column: PlanColumn): string =>
    column.anomaly === GOOD
      ? text('capture.plan.goodColumn', { split: text(`capture.split.${column.split}`) })
      : column.anomaly;
  const fill = (column: PlanColumn, target: number): void => {
    let plan = project.plan;
    for (const category of categories)
      plan = setTarget(
        { plan },
        { category, split: column.split, anomaly: column.anomaly },
        target,
      ).plan;
    save({ plan });
  };
  const common = (column: PlanColumn): number => {
    const values = categories.map((category) => targets.get(cellKey({ ...column, category })) ?? 0);
    return values.every((value) => value === values[0]) ? (values[0] ?? 0) : Number.NaN;
  };
  return (
    <div className="rows">
      <div className="targets__scroll">
        <table className="targets">
          <thead>
            <tr>
              <th scope="col">{text('capture.category')}</th>
              {columns.map((column) => (
                <th key={`${column.split}/${column.anomaly}`} scope="col">
                  {columnName(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="targets__all">
              <th scope="row">{text('settings.plan.all')}</th>
              {columns.map((column) => {
                const value = common(column);
                return (
                  <td key={`${column.split}/${column.anomaly}`}>
                    <NumberField
                      bare
                      whole
                      label={text('settings.plan.allOf', { column: columnName(column) })}
                      value={Number.isNaN(value) ? 0 : value}
                      min={0}
                      max={MOST}
                      onCommit={(target) => {
                        fill(column, target);
                      }}
                    />
                  </td>
                );
              })}
            </tr>
            {categories.map((category) => (
              <tr key={category}>
                <th scope="row">{category}</th>
                {columns.map((column) => {
                  const cell = { category, split: column.split, anomaly: column.anomaly };
                  return (
                    <td key={cellKey(cell)}>
                      <NumberField
                        bare
                        whole
                        label={`${category}, ${columnName(column)}`}
                        value={targets.get(cellKey(cell)) ?? 0}
                        min={0}
                        max={MOST}
                        onCommit={(target) => {
                          save(setTarget(project, cell, target));
                        }}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="rows__line">
        <span className="t2">{text('settings.plan.total', { count: count(total) })}</span>
        <span className="grow" />
        <Button
          icon="reset"
          onClick={() => {
            save({ plan: defaultPlan(categories, project.anomalyTypes) });
          }}
        >
          {text('settings.plan.defaults')}
        </Button>
      </div>
    </div>
  );
}
