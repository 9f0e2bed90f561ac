package io.millrace.transforms.component;

/** Shows nothing. */
final class SilentProgress implements Progress {
  @Override
  public Stage stage(String name, long total, String unit) {
    return new SilentStage();
  }

  private static final class SilentStage implements Stage {
    @Override
    public TaskCounter taskCounter() {
      return new SilentCounter();
    }

    @Override
    public void advance(long units) {}

    @Override
    public void close() {}
  }

  private static final class SilentCounter implements TaskCounter {
    private static final long serialVersionUID = 1L;

    @Override
    public void add(long units) {}

    @Override
    public void say(String line) {}
  }
}
