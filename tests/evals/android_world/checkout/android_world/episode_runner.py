"""An agent on a goal, to the end or to its budget."""


def run_episode(goal, agent, max_n_steps, start_on_home_screen):
    """Whether the agent said that it is done, and a list of each thing that it told."""
    agent.reset(start_on_home_screen)
    agent.set_max_steps(max_n_steps)
    told, done = {}, False
    for number in range(max_n_steps):
        result = agent.step(goal)
        assert "step_number" not in result.data
        for key, value in (result.data | {"step_number": number}).items():
            told.setdefault(key, []).append(value)
        done = result.done
        if done:
            break
    return done, told
