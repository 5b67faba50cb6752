/** `npm run generate`: writes the files of the repository that code decides (test/support/generated-files.ts). */
import { writeFileSync } from 'node:fs';
import { GENERATED_FILES } from './generated-files.js';
import { projectPath } from './project.js';

for (const { path, content } of GENERATED_FILES) {
  writeFileSync(projectPath(path), content());
  console.log(path);
}
