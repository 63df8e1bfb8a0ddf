// Put behind every page of MiniWoB++ that is served: answers what agent/evals/miniwob/pages.py asks.
(() => {
  let ended = null;

  // The first end of an episode counts: the page shows START afterwards, and a click there would
  // begin another one.
  const watchTheEnd = () => {
    const end = core.endEpisode;
    core.endEpisode = (...given) => {
      end(...given);
      ended ??= { reward: WOB_RAW_REWARD_GLOBAL, reason: WOB_REWARD_REASON ?? "" };
    };
  };

  const start = ({ seed, seconds }) => {
    ended = null;
    watchTheEnd();
    Math.seedrandom(seed);
    core.EPISODE_MAX_TIME = seconds * 1000;
    core.startEpisodeReal();
    core.hideDisplay();
    return state();
  };

  const state = () => ({
    goal: core.getUtterance(),
    ready: WOB_TASK_READY,
    done: ended !== null,
    reward: ended?.reward ?? 0,
    reason: ended?.reason ?? "",
  });

  // What a scripted oracle needs to know. Boxes are in pixels of the screen.
  const things = () =>
    [...document.querySelectorAll("#area *, .ui-dialog *")].map((thing) => {
      const { left, top, right, bottom } = thing.getBoundingClientRect();
      return {
        tag: thing.tagName.toLowerCase(),
        id: thing.id,
        text: thing.textContent.trim(),
        box: [left, top, right, bottom].map((n) => Math.round(n * devicePixelRatio)),
      };
    });

  const answers = { open: () => null, start, state, things };

  const listen = async () => {
    const question = await (await fetch("/ask", { cache: "no-store" })).json();
    if (question) {
      let answer;
      try {
        answer = { value: answers[question.about](question) };
      } catch (error) {
        answer = { error: String(error) };
      }
      await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
    }
    if (question?.about === "open") location.href = question.url;
    else setTimeout(listen);
  };
  addEventListener("load", listen);
})();
