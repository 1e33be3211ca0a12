namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>The two sets of documents.</summary>
public enum OpenApiGeneration
{
    V2021,
    V3,
}
