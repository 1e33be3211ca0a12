using System.Text.Json;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Admin;

/// <summary>Counts calls by operation and by status, and when they came; the newest it remembers one by one.</summary>
internal sealed class CallCounters
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _operations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _statuses = [];
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, int> _seconds = [];
    private const int LogMax = 200;

    private readonly Queue<(string Operation, int Status, string? Fault, long At)> _log = new();
    private int _total;
    private long _first;
    private long _last;

    public void Count(string operation, int status, string? fault, long nowMs)
    {
        lock (_gate)
        {
            _total++;
            if (_log.Count == LogMax)
                _log.Dequeue();
            _log.Enqueue((operation, status, fault, nowMs));
            _operations[operation] = _operations.GetValueOrDefault(operation) + 1;
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (fault is not null)
                _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
            _seconds[nowMs / 1000] = _seconds.GetValueOrDefault(nowMs / 1000) + 1;
            _first = _first == 0 ? nowMs : _first;
            _last = nowMs;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _log.Clear();
            _operations.Clear();
            _statuses.Clear();
            _faults.Clear();
            _seconds.Clear();
            (_total, _first, _last) = (0, 0, 0);
        }
    }

    /// <summary>Status 0 stands for calls that got no answer.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        lock (_gate)
        {
            writer.WriteNumber("total", _total);
            writer.WriteNumber("firstAt", _first);
            writer.WriteNumber("lastAt", _last);
            WriteAll(writer, "operations", _operations);
            WriteAll(writer, "statuses", _statuses);
            WriteAll(writer, "faults", _faults);
            WriteAll(writer, "perSecond", _seconds);
        }
    }

    /// <summary>The newest calls, the newest first.</summary>
    public void WriteLog(Utf8JsonWriter writer)
    {
        lock (_gate)
        {
            writer.WriteStartArray();
            foreach (var (operation, status, fault, at) in _log.Reverse())
            {
                writer.WriteStartObject();
                writer.WriteString("operation", operation);
                writer.WriteNumber("status", status);
                if (fault is not null)
                    writer.WriteString("fault", fault);
                writer.WriteString("at", Times.Iso(at));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
    }

    private static void WriteAll<TKey>(
        Utf8JsonWriter writer,
        string name,
        SortedDictionary<TKey, int> counts
    )
        where TKey : notnull
    {
        writer.WriteStartObject(name);
        foreach (var (key, count) in counts)
            writer.WriteNumber(key.ToString()!, count);
        writer.WriteEndObject();
    }
}
