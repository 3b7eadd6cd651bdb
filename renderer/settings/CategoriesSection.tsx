/** Categories with their lighting, anomaly types and lighting kinds. */
import { useMemo, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { lightLabel } from '../capture/NextShot.js';
import { renameEverywhere } from '../dataset/bulk.js';
import { Select } from '../controls/Select.js';
import { useProject, useStudio } from '../state/context.js';
import { NameList } from './NameList.js';
import { addAnomaly, addCategory, removeAnomaly, removeCategory } from './project-edits.js';
import { useProjectEdit } from './useProjectEdit.js';

export function CategoriesSection(): ReactElement | null {
  const studio = useStudio();
  const edit = useProjectEdit();
  const samples = useProject((state) => state.samples);
  const uses = useMemo(() => {
    const counts = new Map<string, number>();
    for (const sample of samples)
      for (const key of [`c ${sample.category}`, `a ${sample.anomaly}`, `l ${sample.lighting}`])
        counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }, [samples]);
  if (!edit) return null;
  const { project, save } = edit;
  const rename = (what: 'category' | 'anomaly' | 'lighting') => (from: string, to: string) => {
    void renameEverywhere(studio, { what, from, to });
  };
  return (
    <div className="columns">
      <NameList
        title={text('settings.categories.list')}
        addLabel={text('settings.categories.add')}
        names={project.categories.map((category) => category.name)}
        uses={(name) => uses.get(`c ${name}`) ?? 0}
        least={1}
        onAdd={(name) => {
          save(addCategory(project, name));
        }}
        onRemove={(name) => {
          save(removeCategory(project, name));
        }}
        onRename={rename('category')}
        extra={(name) => (
          <Select
            label={text('settings.categories.lighting', { name })}
            size="s"
            value={project.categories.find((category) => category.name === name)?.lighting ?? ''}
            options={project.lighting.map((value) => ({ value, label: lightLabel(value) }))}
            onChange={(lighting) => {
              save({
                categories: project.categories.map((category) =>
                  category.name === name ? { name, lighting } : category,
                ),
              });
            }}
          />
        )}
      />
      <div>
        <NameList
          title={text('settings.anomalies.list')}
          addLabel={text('settings.anomalies.add')}
          names={project.anomalyTypes}
          uses={(name) => uses.get(`a ${name}`) ?? 0}
          least={1}
          onAdd={(name) => {
            save(addAnomaly(project, name));
          }}
          onRemove={(name) => {
            save(removeAnomaly(project, name));
          }}
          onRename={rename('anomaly')}
        />
        <NameList
          title={text('settings.lighting.list')}
          addLabel={text('settings.lighting.add')}
          names={project.lighting}
          uses={(name) =>
            (uses.get(`l ${name}`) ?? 0) +
            project.categories.filter((category) => category.lighting === name).length
          }
          least={1}
          onAdd={(name) => {
            save({ lighting: [...project.lighting, name] });
          }}
          onRemove={(name) => {
            save({ lighting: project.lighting.filter((kind) => kind !== name) });
          }}
          onRename={rename('lighting')}
        />
      </div>
    </div>
  );
}
