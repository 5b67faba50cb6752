/**
 * Reporter: after the run, every skipped suite with its reason, then one last line of counts. A skip that `withPeer` did
 * not make (`it.skip`, `it.todo`, `describe.skip`) fails the run: it would hide a test for good.
 */
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/** By this text in a suite's title a skip is known to come from `withPeer`. */
export const SKIP_MARK = '[skipped: ';

export class SkipReporter implements Reporter {
  private filtered = false;

  onInit(vitest: Vitest): void {
    // With `-t`, every test whose name does not match counts as skipped.
    this.filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const unlisted = this.filtered ? [] : skipped.filter((test) => listedSuite(test) === undefined);
    const failedToLoad = modules.filter((module) => module.errors().length > 0).length;
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failed = tests.filter((test) => test.result().state === 'failed').length + failedToLoad + unhandled.length;

    for (const [suite, count] of countBySuite(skipped)) console.log(`skipped  ${suite} (${count} tests)`);
    for (const test of unlisted)
      console.error(`not allowed  ${test.module.moduleId}: "${test.fullName}" is skipped without withPeer`);
    if (unlisted.length > 0) process.exitCode = 1;
    console.log(`${passed} passed, ${failed + unlisted.length} failed, ${skipped.length - unlisted.length} skipped`);
  }
}

function countBySuite(skipped: readonly TestCase[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const test of skipped) {
    const suite = listedSuite(test);
    if (suite) counts.set(suite.name, (counts.get(suite.name) ?? 0) + 1);
  }
  return counts;
}

/** The suite around a test that `withPeer` skipped. */
function listedSuite(test: TestCase): TestSuite | undefined {
  let parent = test.parent;
  while (parent.type === 'suite') {
    if (parent.name.includes(SKIP_MARK)) return parent;
    parent = parent.parent;
  }
  return undefined;
}
