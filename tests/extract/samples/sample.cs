#define TRACE
using System;
using global::System.Collections.Generic;
using static System.Math;
using Soap = CodeCrafts.MarketoSoap.MktowsPortClient;

[assembly: CLSCompliant(true)]

namespace Acme.Crm
{
    /// <summary>A client.</summary>
    [WebService(Namespace = "http://www.marketo.com/mktows/"), Serializable]
    public partial class Sample<T> : Base<T>, IDisposable where T : class, new()
    {
        public const string Op = "getLead";
        private static readonly int Max = 3;
        private Soap client, other = null;
        public event EventHandler<Args> Done;
        public string Name { get; set; } = "x";
        public Soap Client { get { return client ?? (client = new Soap("a", Url)); } set { client = value; } }
        public int Two => 2;
        public string this[int i] { get { return i.ToString(); } }

        static Sample() { }
        public Sample(string url, params object[] rest) : base(url) { Url = url; }
        ~Sample() { Dispose(false); }

#if DEBUG
        void Trace(string s) { Console.WriteLine(s); }
#else
        void Trace(string s) { }
#endif

        public async Task<List<T>> Get(string id, int n = 3, ref int a, out T b)
        {
            var p = new ParamsGetLead { leadKey = new LeadKey { keyType = LeadKeyRef.EMAIL, keyValue = id }, tags = { "a" } };
            var d = new Dictionary<string, object>() { ["k"] = 1, { "z", 2 } };
            var e = new { id, Name = "n", p.leadKey };
            using (var s = Open()) lock (this) { s.Close(); }
            foreach (var item in d) { yield return item; }
            for (int i = 0; i < n; i++) continue;
            try { await client?.getLeadAsync(header!, p).ConfigureAwait(false); }
            catch (SoapException ex) when (ex.Code == 1) { throw; }
            finally { checked { n++; } }
            switch (id) { case "a": case "b": break; default: goto case "a"; }
            client.getLeadCompleted += delegate (object o, Args x) { Trace($"{x.Result,3:n} {{b}}\n"); };
            client.getLeadCompleted += (o, x) => Trace(@"c:\""x""");
            if (o is T t && !dict.TryGetValue(id, out var v)) return (T)(object)t;
            var q = from l in leads where l.Id > 0 orderby l.Id select new { l.Id };
            return n switch { 1 => null, > 2 => typeof(T).Name, _ => default };
        }

        enum Kind : byte { A = 1, [Obsolete] B }
        interface IFoo { T Get(int a); }
        struct Point { public int[,] X; }
        record Pair(string A, int B);
        static explicit operator int(Sample<T> s) => s.Two;
        string Raw = """
            <env/>
            """ + nameof(Sample<T>.Op);
    }
}
