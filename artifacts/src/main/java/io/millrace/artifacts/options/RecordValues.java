package io.millrace.artifacts.options;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Makes records and reads their components by reflection, whatever their visibility. */
final class RecordValues {
  record Value(OptionModel.Option option, Object value) {}

  private RecordValues() {}

  static List<Value> of(Record record) {
    List<OptionModel.Option> options = OptionModel.of(record.getClass());
    RecordComponent[] components = record.getClass().getRecordComponents();
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      try {
        Method accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        values.add(new Value(options.get(i), accessor.invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Cannot read " + components[i], e);
      }
    }
    return values;
  }

  /** Calls the canonical constructor; what it throws is the cause of the thrown exception. */
  static Record create(Class<? extends Record> type, Object[] arguments)
      throws InvocationTargetException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("Cannot make a " + type.getName(), e);
    }
  }
}
