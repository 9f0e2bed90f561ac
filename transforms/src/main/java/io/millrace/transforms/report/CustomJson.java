package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.NaturalLanguageStatistics;

/** Custom statistics in the JSON of a report: a {@code name} and what the statistic holds. */
final class CustomJson {
  private final Json json;

  CustomJson(Json json) {
    this.json = json;
  }

  void add(ArrayNode list, CustomStatistic statistic) {
    ObjectNode one = list.addObject();
    json.put(one, "name", statistic.getName());
    switch (statistic.getValCase()) {
      case NUM -> json.put(one, "number", statistic.getNum());
      case STR -> one.put("text", json.lines(statistic.getStr()));
      case HISTOGRAM -> one.set("histogram", json.histogram(statistic.getHistogram()));
      case RANK_HISTOGRAM -> one.set("ranks", json.ranks(statistic.getRankHistogram()));
      case ANY -> putMessage(one, statistic.getAny());
      case VAL_NOT_SET -> one.put("text", "");
    }
  }

  private void putMessage(ObjectNode one, Any any) {
    json.put(one, "message", any.getTypeUrl());
    if (!any.is(NaturalLanguageStatistics.class)) {
      return;
    }
    NaturalLanguageStatistics text;
    try {
      text = any.unpack(NaturalLanguageStatistics.class);
    } catch (InvalidProtocolBufferException e) {
      json.put(one, "text", "not a NaturalLanguageStatistics: " + e.getMessage());
      return;
    }
    json.put(one, "coverage", text.getFeatureCoverage());
    json.put(one, "mean_token_length", text.getAvgTokenLength());
    one.put("min_sequence_length", text.getMinSequenceLength());
    one.put("max_sequence_length", text.getMaxSequenceLength());
    if (text.getRankHistogram().getBucketsCount() > 0) {
      one.set("ranks", json.ranks(text.getRankHistogram()));
    }
    if (text.getTokenLengthHistogram().getBucketsCount() > 0) {
      one.set("histogram", json.histogram(text.getTokenLengthHistogram()));
    }
  }
}
