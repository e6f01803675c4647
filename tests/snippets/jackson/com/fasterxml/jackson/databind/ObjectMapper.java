package com.fasterxml.jackson.databind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Stands in for Jackson's class in the tests: as much of it as snippets use. */
public class ObjectMapper {
    private String text;
    private int at;

    public JsonNode readTree(String json) {
        ObjectMapper reader = new ObjectMapper();
        reader.text = json;
        return new JsonNode(reader.value());
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private Object value() {
        switch (next()) {
            case '{': {
                Map<String, Object> map = new LinkedHashMap<>();
                at++;
                while (next() != '}') {
                    String name = string();
                    next();
                    at++;
                    map.put(name, value());
                    if (next() == ',') {
                        at++;
                    }
                }
                at++;
                return map;
            }
            case '[': {
                List<Object> items = new ArrayList<>();
                at++;
                while (next() != ']') {
                    items.add(value());
                    if (next() == ',') {
                        at++;
                    }
                }
                at++;
                return items;
            }
            case '"':
                return string();
            default: {
                int start = at;
                while (at < text.length() && "-+.0123456789truefalsn".indexOf(text.charAt(at)) >= 0) {
                    at++;
                }
                String word = text.substring(start, at);
                if (word.equals("null")) {
                    return null;
                }
                return word.startsWith("t") || word.startsWith("f") ? (Object) Boolean.valueOf(word) : (Object) Long.valueOf(word);
            }
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                c = text.charAt(++at);
                if (c == 'u') {
                    c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                    at += 4;
                } else if (c == 'n') {
                    c = '\n';
                }
            }
            out.append(c);
        }
        at++;
        return out.toString();
    }

    public String writeValueAsString(Object value) {
        if (value instanceof JsonNode) {
            return writeValueAsString(((JsonNode) value).value);
        }
        if (value instanceof Map) {
            StringJoiner joiner = new StringJoiner(",", "{", "}");
            ((Map<?, ?>) value).forEach((k, v) -> joiner.add(quoted(String.valueOf(k)) + ":" + writeValueAsString(v)));
            return joiner.toString();
        }
        if (value instanceof List) {
            StringJoiner joiner = new StringJoiner(",", "[", "]");
            ((List<?>) value).forEach(item -> joiner.add(writeValueAsString(item)));
            return joiner.toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? String.valueOf(value) : quoted(String.valueOf(value));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
