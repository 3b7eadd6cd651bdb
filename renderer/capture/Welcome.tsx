/** What stands beside the live view until a project is open: what to do first, and recent projects. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { useProject, useStudio, useUi } from '../state/context.js';
import { attempt, type Studio } from '../state/studio.js';
import { day } from '../state/format.js';

export async function openProject(studio: Studio, path: string): Promise<void> {
  const again = (): void => {
    void openProject(studio, path);
  };
  if (!(await studio.annotator.settle(again))) return;
  const info = await attempt(studio, studio.link.call('project.open', { path }));
  if (info) studio.project.getState().actions.setInfo(info);
}

export function Welcome(): ReactElement {
  const studio = useStudio();
  const recent = useProject((state) => state.recent);
  const { open } = useUi((state) => state.actions);
  return (
    <section className="welcome" aria-label={text('welcome.title')}>
      <header className="panel__head panel__head--tall">
        <h2>{text('welcome.title')}</h2>
      </header>
      <div className="welcome__body">
        <p className="t2">{text('welcome.text')}</p>
        <Button
          tone="primary"
          size="l"
          wide
          icon="plus"
          onClick={() => {
            open('new-project');
          }}
        >
          {text('project.new')}
        </Button>
        <Button
          size="l"
          wide
          icon="folder"
          onClick={() => {
            open('open-project');
          }}
        >
          {text('project.open')}
        </Button>
        <Button
          size="l"
          wide
          icon="dataset"
          onClick={() => {
            open('sample-project');
          }}
        >
          {text('project.sample')}
        </Button>
        {recent.length > 0 ? (
          <>
            <h3>{text('project.recent')}</h3>
            <ul className="list list--plain">
              {recent.slice(0, 6).map((project) => (
                <li key={project.path}>
                  <button
                    type="button"
                    className="recent"
                    disabled={!project.present}
                    title={project.path}
                    onClick={() => {
                      void openProject(studio, project.path);
                    }}
                  >
                    <Icon name="folder" size={16} />
                    <span className="recent__text">
                      <b className="cut">{project.name}</b>
                      <small className="cut">
                        {project.present ? project.path : text('project.recent.missing')}
                      </small>
                    </span>
                    <small className="t3">{day(project.openedAt)}</small>
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <h3>{text('welcome.steps')}</h3>
        <ol className="steps">
          {(['level', 'plan', 'shoot'] as const).map((step) => (
            <li key={step}>
              <b>{text(`welcome.step.${step}`)}</b>
              <span>{text(`welcome.step.${step}.text`)}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
