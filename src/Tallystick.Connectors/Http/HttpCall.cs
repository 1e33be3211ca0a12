namespace Tallystick.Connectors.Http;

/// <summary>What is being asked, for messages about its failure.</summary>
/// <param name="App">What people call the app.</param>
/// <param name="Operation">Such as "contacts.create".</param>
/// <param name="IsRepeatable">Doing it twice is the same as doing it once.</param>
public readonly record struct HttpCall(string App, string Operation, bool IsRepeatable);
