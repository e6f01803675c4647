package com.fasterxml.jackson.databind;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Stands in for Jackson's class in the tests: as much of it as snippets use. */
public class JsonNode implements Iterable<JsonNode> {
    final Object value;

    JsonNode(Object value) {
        this.value = value;
    }

    public JsonNode path(String name) {
        return new JsonNode(value instanceof Map ? ((Map<?, ?>) value).get(name) : null);
    }

    public JsonNode path(int index) {
        List<?> items = value instanceof List ? (List<?>) value : List.of();
        return new JsonNode(index < items.size() ? items.get(index) : null);
    }

    public String asText() {
        return value == null ? "" : String.valueOf(value);
    }

    public boolean asBoolean() {
        return Boolean.TRUE.equals(value);
    }

    public long asLong() {
        return value instanceof Number ? ((Number) value).longValue() : 0;
    }

    public int size() {
        return value instanceof List ? ((List<?>) value).size() : 0;
    }

    public List<String> findValuesAsText(String name) {
        List<String> found = new ArrayList<>();
        for (JsonNode item : this) {
            found.add(item.path(name).asText());
        }
        return found;
    }

    @Override
    public Iterator<JsonNode> iterator() {
        List<JsonNode> nodes = new ArrayList<>();
        for (Object item : value instanceof List ? (List<?>) value : List.of()) {
            nodes.add(new JsonNode(item));
        }
        return nodes.iterator();
    }

    @Override
    public String toString() {
        return new ObjectMapper().writeValueAsString(value);
    }
}
