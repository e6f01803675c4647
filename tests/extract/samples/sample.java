package com.acme.crm;

import com.marketo.mktows.*;
import static com.acme.Ops.GET;

/** A client. */
@WebService(name = "x", targetNamespace = "http://www.marketo.com/mktows/")
public abstract class Sample<T extends Lead> extends Base<T> implements Runnable, AutoCloseable {
    private static final String OP = "getLead";
    private final MktowsPort port;
    protected Map<String, List<? super T>> cache = new HashMap<>(), other[];

    public Sample(final MktowsPort port, Object... rest) throws IOException {
        super(rest);
        this.port = port;
    }

    @Override
    public synchronized <R> R run(int n) {
        for (int i = 0, j = 1; i < n; i++) { cache.put("k" + i, null); }
        for (final String key : cache.keySet()) System.out.println(key);
        do { n--; } while (n > 0);
        try (InputStream in = open("a"); in2) {
            return (R) port.call(OP, new Params() {{ setKey("é"); }});
        } catch (final IOException | RuntimeException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            close();
        }
    }

    abstract int[][] matrix(byte[]... a);

    enum Kind implements Supplier<String> {
        A("getLead") { public String get() { return wire; } }, B;
        String wire;
        Kind(String... w) { this.wire = w.length > 0 ? w[0] : null; }
    }

    record Pair(String a, int b) { Pair { assert b > 0 : "no"; } }

    @interface Marker { String value() default "x"; Class<?>[] of() default {}; }

    Object later = (Function<String, Integer>) String::length;
    Runnable r = () -> { synchronized (this) { outer.new Inner().go(); } };
    String block = """
        <env>
          %s
        </env>
        """.formatted(1L, 'c', 0x1F, .5e3, true);

    int pick(Object o) {
        if (o instanceof String s && !s.isEmpty()) return -s.length();
        else if (o == null) return 0;
        return switch (o) { case Integer i -> i; case Long l -> { yield 2; } default -> ~1; };
    }
}
