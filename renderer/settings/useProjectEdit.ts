/** The open project and a way to change it; a failed change is told and nothing else happens. */
import type { Project, ProjectPatch } from '../../core/contract/schema/project.js';
import { useProject, useStudio } from '../state/context.js';
import { attempt } from '../state/studio.js';

export interface ProjectEdit {
  readonly project: Project;
  readonly save: (patch: ProjectPatch) => void;
}

export function useProjectEdit(): ProjectEdit | null {
  const studio = useStudio();
  const project = useProject((state) => state.info?.project);
  if (!project) return null;
  return {
    project,
    save(patch) {
      void attempt(studio, studio.link.call('project.update', { patch })).then((info) => {
        if (info) studio.project.getState().actions.setInfo(info);
      });
    },
  };
}
