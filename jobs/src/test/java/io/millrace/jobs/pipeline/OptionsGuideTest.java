package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.OptionModel;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentSpec;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of options in the guide is made from the records, so that it cannot drift. */
class OptionsGuideTest {
  private static final Path COMMITTED = Path.of("../docs/guide/options.md");
  private static final Path GENERATED = Path.of("target/options.md");

  private final StringBuilder page = new StringBuilder();

  @Test
  void theCommittedPageIsThatOfTheComponents() throws IOException {
    page.append(
        "# Options\n\nMade from the code; `bin/millrace COMPONENT --help` says the same.\n");
    for (Component<?> component : Registry.load().components()) {
      describe(component.spec());
    }
    Files.writeString(GENERATED, page);

    assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
        .as("docs/guide/options.md is stale; run: cp jobs/target/options.md docs/guide/options.md")
        .isEqualTo(page.toString());
  }

  private void describe(ComponentSpec<?> spec) {
    page.append("\n## ").append(spec.type()).append("\n\n").append(spec.description());
    page.append("\n\n| channel | direction | artefact | what |\n|---|---|---|---|\n");
    spec.inputs().forEach(channel -> describe(channel, channel.required() ? "in" : "in, optional"));
    spec.outputs().forEach(channel -> describe(channel, "out"));
    Map<String, Class<? extends Record>> nested = new LinkedHashMap<>();
    table(spec.options(), nested);
    Map<String, Class<? extends Record>> described = new LinkedHashMap<>();
    while (!nested.isEmpty()) {
      String name = nested.keySet().iterator().next();
      Class<? extends Record> type = nested.remove(name);
      if (described.putIfAbsent(name, type) == null) {
        page.append("\n**").append(name).append("**");
        Doc doc = type.getAnnotation(Doc.class);
        page.append(doc == null ? "\n" : ": " + doc.value() + "\n");
        if (!OptionModel.of(type).isEmpty()) {
          table(type, nested);
        }
      }
    }
  }

  private void describe(Channel channel, String direction) {
    page.append(
        "| `%s` | %s | %s | %s |\n"
            .formatted(
                channel.name(), direction, channel.type().typeName(), channel.description()));
  }

  private void table(Class<? extends Record> type, Map<String, Class<? extends Record>> nested) {
    List<OptionModel.Option> options = OptionModel.of(type);
    if (options.isEmpty()) {
      return;
    }
    page.append("\n| option | type | default | what |\n|---|---|---|---|\n");
    for (OptionModel.Option option : options) {
      String missing = option.required() ? "required" : "";
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  option.name(),
                  option.typeName().replace("|", "\\|"),
                  option.defaultText().map(text -> "`" + text + "`").orElse(missing),
                  option.doc()));
      collect(option.type(), nested);
    }
  }

  private static void collect(Type type, Map<String, Class<? extends Record>> nested) {
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        collect(argument, nested);
      }
    } else if (type instanceof Class<?> raw && raw.isInterface() && raw.isSealed()) {
      nested.putAll(OptionModel.choices(raw));
    } else if (type instanceof Class<?> raw && raw.isRecord()) {
      nested.put(raw.getSimpleName(), raw.asSubclass(Record.class));
    }
  }
}
